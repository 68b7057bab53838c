import { booleanKind } from "./boolean-kind";
import { choiceKind } from "./choice-kind";
import { connectionKind } from "./connection-kind";
import { integerKind } from "./integer-kind";
import { listKind } from "./list-kind";
import { argumentRow, laterRow } from "./property-row";
import { workingScriptKind } from "./script-kind";
import { textKind } from "./text-kind";
import { OUTPUT_SIZE, REMOTE_PATH } from "./text-rules";
import { durationKind, sizeKind, waitKind } from "./unit-kinds";

/** The arguments that say how a script runs and what is kept of it: a change of one is recorded, and contacts no host. */
export const behaviourRows = Object.freeze([
    laterRow({
        name: "unless",
        kind: workingScriptKind,
        doc: "Script that decides on create and update whether there is anything to do: when it exits with 0, there is not, and the outcome is `skipped`.",
        change: "record",
    }),
    laterRow({
        name: "creates",
        kind: textKind(REMOTE_PATH),
        doc: "Path on the instance that the script makes: when it exists on create or update, there is nothing to do, and the outcome is `skipped`.",
        change: "record",
    }),
    argumentRow({
        name: "waitForCloudInit",
        field: "waitForCloudInitMs",
        kind: waitKind(20 * 60_000),
        defaultValue: false,
        doc: "Whether to wait on create and update until cloud-init has finished, before anything else is done, and for how long: `true` means `20m`. An instance without cloud-init is not waited for; one whose cloud-init failed fails the command.",
        change: "record",
    }),
    laterRow({
        name: "reboot",
        kind: choiceKind(["never", "after", "if-required"]),
        defaultValue: "never",
        doc: "Whether to reboot the instance after the script and wait until it is back. The reboot comes once no other run of the same `pulumi up` is on the instance.",
        change: "record",
    }),
    argumentRow({
        name: "exclusive",
        kind: booleanKind,
        defaultValue: false,
        doc: "Whether the script waits for other exclusive scripts on the instance to end: package managers, for instance, run one at a time. The wait counts towards `commandTimeout`. Needs the program `flock` on the instance.",
        change: "record",
    }),
    argumentRow({
        name: "acceptedExitCodes",
        kind: listKind({
            expected: "a list of exit codes",
            example: "[0, 2]",
            mayBeEmpty: false,
            entry: integerKind({ what: "an exit code", least: 0, most: 255, example: 2 }),
        }),
        defaultValue: [0],
        doc: "Exit codes that count as success, each from 0 to 255.",
        change: "record",
    }),
    argumentRow({
        name: "commandTimeout",
        field: "commandTimeoutMs",
        kind: durationKind,
        defaultValue: "1h",
        doc: "Longest time that a script may run, such as `90s` or `1h30m`. After it, all processes of the script get TERM and, 10 seconds later, KILL.",
        change: "record",
    }),
    argumentRow({
        name: "onInterrupt",
        kind: choiceKind(["detach", "stop"]),
        defaultValue: "detach",
        doc: "What becomes of a running script when `pulumi up` is cancelled. A first Ctrl-C lets it come to its end; a second one ends Pulumi, and then `detach` lets it go on, so that the next `pulumi up` finds its result, and `stop` sends TERM to all of its processes and KILL 10 seconds later.",
        change: "record",
    }),
    argumentRow({
        name: "maxOutput",
        field: "maxOutputBytes",
        kind: sizeKind(OUTPUT_SIZE),
        defaultValue: "1MiB",
        doc: "How much of each output stream is kept in state, at most `4MiB`. Of a longer one the first and the last half are kept, with a line between them that counts the bytes left out, and a warning is shown.",
        change: "record",
    }),
    argumentRow({
        name: "logging",
        kind: choiceKind(["stdout", "stderr", "stdoutAndStderr", "none"]),
        defaultValue: "stdoutAndStderr",
        doc: "Which output of the script is shown on the resource's row while it runs.",
        change: "record",
    }),
    argumentRow({
        name: "addPreviousOutputInEnv",
        kind: booleanKind,
        defaultValue: true,
        doc: "Whether the scripts of update and delete find the last recorded output in the variables `PULUMI_COMMAND_STDOUT` and `PULUMI_COMMAND_STDERR`, each cut to 120 KiB and without NUL.",
        change: "record",
    }),
    argumentRow({
        name: "connection",
        kind: connectionKind,
        defaultValue: {},
        doc: "How to reach the instance. A change is recorded and runs nothing.",
        change: "record",
        emptyMeansAbsent: true,
    }),
]);
