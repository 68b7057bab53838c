import { checkConnection } from "./check-connection";
import { checkList } from "./check-list";
import { checkInteger } from "./check-number";
import { checkScriptWithText } from "./check-script";
import { checkBoolean, checkChoice, checkText } from "./check-text";
import { argumentRow } from "./property-row";
import { DURATION, OUTPUT_SIZE, REMOTE_PATH } from "./text-rules";

const checkDuration = checkText(DURATION);

/** The arguments that say how a script runs and what is kept of it: a change of one is recorded, and contacts no host. */
export const behaviourRows = Object.freeze([
    argumentRow({
        name: "unless",
        type: "string",
        availability: "later",
        doc: "Script that decides on create and update whether there is anything to do: when it exits with 0, there is not, and the outcome is `skipped`.",
        change: "record",
        check: checkScriptWithText,
    }),
    argumentRow({
        name: "creates",
        type: "string",
        availability: "later",
        doc: "Path on the instance that the script makes: when it exists on create or update, there is nothing to do, and the outcome is `skipped`.",
        change: "record",
        check: checkText(REMOTE_PATH),
    }),
    argumentRow({
        name: "waitForCloudInit",
        type: "boolean or duration",
        defaultText: "`false`",
        doc: "Whether to wait on create and update until cloud-init has finished, before anything else is done, and for how long: `true` means `20m`. An instance without cloud-init is not waited for; one whose cloud-init failed fails the command.",
        change: "record",
        check: (value, path, isSecret) =>
            typeof value === "string" ? checkDuration(value, path, isSecret) : checkBoolean(value, path, isSecret),
    }),
    argumentRow({
        name: "reboot",
        type: '"never" | "after" | "if-required"',
        defaultText: "`never`",
        availability: "later",
        doc: "Whether to reboot the instance after the script and wait until it is back. The reboot comes once no other run of the same `pulumi up` is on the instance.",
        change: "record",
        check: checkChoice(["never", "after", "if-required"]),
    }),
    argumentRow({
        name: "exclusive",
        type: "boolean",
        defaultText: "`false`",
        doc: "Whether the script waits for other exclusive scripts on the instance to end: package managers, for instance, run one at a time. The wait counts towards `commandTimeout`. Needs the program `flock` on the instance.",
        change: "record",
        check: checkBoolean,
    }),
    argumentRow({
        name: "acceptedExitCodes",
        type: "number[]",
        defaultText: "`[0]`",
        doc: "Exit codes that count as success, each from 0 to 255.",
        change: "record",
        check: checkList({
            expected: "a list of exit codes",
            example: "[0, 2]",
            mayBeEmpty: false,
            entry: checkInteger("an exit code", 0, 255, 2),
        }),
    }),
    argumentRow({
        name: "commandTimeout",
        type: "duration",
        defaultText: "`1h`",
        doc: "Longest time that a script may run, such as `90s` or `1h30m`. After it, all processes of the script get TERM and, 10 seconds later, KILL.",
        change: "record",
        check: checkDuration,
    }),
    argumentRow({
        name: "onInterrupt",
        type: '"detach" | "stop"',
        defaultText: "`detach`",
        doc: "What becomes of a running script when `pulumi up` is cancelled. A first Ctrl-C lets it come to its end; a second one ends Pulumi, and then `detach` lets it go on, so that the next `pulumi up` finds its result, and `stop` sends TERM to all of its processes and KILL 10 seconds later.",
        change: "record",
        check: checkChoice(["detach", "stop"]),
    }),
    argumentRow({
        name: "maxOutput",
        type: "size",
        defaultText: "`1MiB`",
        doc: "How much of each output stream is kept in state, at most `4MiB`. Of a longer one the first and the last half are kept, with a line between them that counts the bytes left out, and a warning is shown.",
        change: "record",
        check: checkText(OUTPUT_SIZE),
    }),
    argumentRow({
        name: "logging",
        type: '"stdout" | "stderr" | "stdoutAndStderr" | "none"',
        defaultText: "`stdoutAndStderr`",
        doc: "Which output of the script is shown on the resource's row while it runs.",
        change: "record",
        check: checkChoice(["stdout", "stderr", "stdoutAndStderr", "none"]),
    }),
    argumentRow({
        name: "addPreviousOutputInEnv",
        type: "boolean",
        defaultText: "`true`",
        doc: "Whether the scripts of update and delete find the last recorded output in the variables `PULUMI_COMMAND_STDOUT` and `PULUMI_COMMAND_STDERR`, each cut to 120 KiB and without NUL.",
        change: "record",
        check: checkBoolean,
    }),
    argumentRow({
        name: "connection",
        type: "ConnectionArgs",
        defaultText: "`{}`",
        doc: "How to reach the instance. A change is recorded and runs nothing.",
        change: "record",
        emptyMeansAbsent: true,
        check: checkConnection,
    }),
]);
