import { booleanKind } from "./boolean-kind";
import { choiceKind } from "./choice-kind";
import { connectionKind } from "./connection-kind";
import { fetchKind } from "./fetch-kind";
import { integerKind } from "./integer-kind";
import { listKind } from "./list-kind";
import { argumentRow } from "./property-row";
import { retryKind } from "./retry-kind";
import { meaningOfScript, workingScriptKind } from "./script-kind";
import { textKind } from "./text-kind";
import { CREATED_PATH, OUTPUT_SIZE, VALUE_NAME } from "./text-rules";
import { durationKind, sizeKind, waitKind } from "./unit-kinds";

/** The arguments that say how a script runs and what is kept of it: a change of one is recorded, and contacts no host. */
export const behaviourRows = Object.freeze([
    argumentRow({
        name: "unless",
        kind: workingScriptKind,
        doc: "Guard: a script that decides on create and update whether there is anything to do. If it exits with 0, the script does not run and the outcome is `skipped`. Exit codes from 1 to 125 let the script run; with any other end, the resource fails.",
        change: "record",
        hidesOutput: true,
        meaning: meaningOfScript,
    }),
    argumentRow({
        name: "creates",
        kind: textKind(CREATED_PATH),
        doc: "Guard: a path on the instance, absolute or in the home directory (`~/`) of the user that runs the script. If it exists on create or update, the script does not run and the outcome is `skipped`. If that can't be seen, the resource fails.",
        change: "record",
        hidesOutput: true,
    }),
    argumentRow({
        name: "waitForCloudInit",
        field: "waitForCloudInitMs",
        kind: waitKind(20 * 60_000),
        defaultValue: false,
        doc: "Whether to wait for cloud-init to finish before doing anything else on create and update, and for how long. `true` means `20m`. If the instance has no cloud-init, there is no wait. If cloud-init failed, the command fails.",
        change: "record",
    }),
    argumentRow({
        name: "reboot",
        kind: choiceKind(["never", "after", "if-required"]),
        defaultValue: "never",
        doc: "Whether to reboot the instance after the script of create or update, and wait until it is back. `if-required` asks the host: a file `/run/reboot-required` (Debian, Ubuntu), or the program `needs-restarting` (Red Hat, Fedora, Amazon Linux). The reboot waits for other scripts on the instance, and several resources that ask for one share it. Root reboots, or the user that signs in, through sudo.",
        change: "record",
    }),
    argumentRow({
        name: "fetch",
        kind: fetchKind,
        defaultValue: {},
        doc: "Files on the instance to read after the script, by names of your choice; also if there is no script. Their contents are the outputs `secrets.fetched` and `fetched`. All together may have 8 MiB. `pulumi refresh` reads them again. After a change, the files are read again, and no script runs.",
        change: "record",
        emptyMeansAbsent: true,
    }),
    argumentRow({
        name: "secretValues",
        field: "secretValueNames",
        kind: listKind({
            expected: "a list of names of values",
            example: '["token"]',
            mayBeEmpty: true,
            entry: textKind(VALUE_NAME),
        }),
        defaultValue: [],
        doc: "Names of values that are secret: what the script writes under them to `$PULUMI_COMMAND_OUTPUT` goes to the output `secrets.values` instead of `values`. They are not masked in `stdout` and `stderr`. A change moves the values of the last run, without another one.",
        change: "record",
        emptyMeansAbsent: true,
    }),
    argumentRow({
        name: "retry",
        kind: retryKind,
        defaultText: "one try",
        doc: "Runs the script of create, update or delete again if it failed with an exit code, a limited number of times, with a pause in between, all within one `commandTimeout`. Files are not put in place again and guards are not asked again. It does not run again after a lost result, a signal, a time limit or a refusal. `run.tries` counts the tries.",
        change: "record",
    }),
    argumentRow({
        name: "exclusive",
        kind: booleanKind,
        defaultValue: false,
        doc: "Whether the script waits until no other exclusive script is running on the instance. Use it for package managers, for example, which run one at a time. The wait counts toward `commandTimeout`. Requires the program `flock` on the instance.",
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
        doc: "Longest time that a script may run, such as `90s` or `1h30m`. After that, all processes of the script receive SIGTERM, and SIGKILL 10 seconds later.",
        change: "record",
    }),
    argumentRow({
        name: "onInterrupt",
        kind: choiceKind(["detach", "stop"]),
        defaultValue: "detach",
        doc: "What happens to a running script when `pulumi up` is canceled. After a first Ctrl-C, Pulumi waits for the script to end. A second one ends Pulumi: with `detach`, the script goes on and the next `pulumi up` picks up its result; with `stop`, all processes of the script receive SIGTERM, and SIGKILL 10 seconds later.",
        change: "record",
    }),
    argumentRow({
        name: "maxOutput",
        field: "maxOutputBytes",
        kind: sizeKind(OUTPUT_SIZE),
        defaultValue: "1MiB",
        doc: "How much of each output stream is kept in state, at most `4MiB`. If a stream is longer, its beginning and its end are kept, half of the limit each, with a line between them that gives the number of bytes left out, and a warning is shown.",
        change: "record",
    }),
    argumentRow({
        name: "logging",
        kind: choiceKind(["stdout", "stderr", "stdoutAndStderr", "none"]),
        defaultValue: "stdoutAndStderr",
        doc: "Which output of the script is shown on the resource's row while the script runs.",
        change: "record",
    }),
    argumentRow({
        name: "addPreviousOutputInEnv",
        kind: booleanKind,
        defaultValue: true,
        doc: "Whether the scripts of update and delete receive the last recorded output in the environment variables `PULUMI_COMMAND_STDOUT` and `PULUMI_COMMAND_STDERR`. Each is cut to 120 KiB, and NUL characters are removed.",
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
