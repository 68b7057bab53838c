import { checkEnvironment } from "./check-environment";
import { checkFiles } from "./check-files";
import { checkInterpreter } from "./check-interpreter";
import { checkList } from "./check-list";
import { checkScript, checkScriptWithText } from "./check-script";
import { checkText } from "./check-text";
import { withoutContents } from "./parse-files";
import { argumentRow } from "./property-row";
import { DIRECTORY, INSTANCE_ID, RUN_AS, TEXT } from "./text-rules";

/** The arguments that say what runs where, in the order in which documentation lists them. */
export const scriptRows = Object.freeze([
    argumentRow({
        name: "instanceId",
        type: "string",
        required: true,
        doc: "Id of the EC2 instance, such as `i-0123456789abcdef0`: the only address that is needed. Another id replaces the resource.",
        change: "replace",
        check: checkText(INSTANCE_ID),
    }),
    argumentRow({
        name: "create",
        type: "string",
        doc: "Script that runs when the resource is created. A change runs `update`. At most 1 MiB. Without it there must be `files`.",
        change: "rerun",
        check: checkScriptWithText,
    }),
    argumentRow({
        name: "update",
        type: "string",
        defaultText: "the script of `create`",
        doc: "Script that runs when the resource is updated. Until `create` has succeeded once, `create` runs in its place. An empty script does nothing.",
        change: "rerun",
        check: checkScript,
    }),
    argumentRow({
        name: "delete",
        type: "string",
        doc: "Script that runs when the resource is deleted. Without it, a deletion contacts nobody and needs no credentials. An instance that is terminated or gone counts as deleted. A change is recorded and runs nothing.",
        change: "record",
        check: checkScript,
    }),
    argumentRow({
        name: "read",
        type: "string",
        availability: "later",
        doc: "Script that runs at the end of create and update, and when `pulumi refresh` reads the resource: its standard output is `readStdout`. When a refresh finds another output, that is drift, and the next `pulumi up` runs `update`.",
        change: "record",
        check: checkScript,
    }),
    argumentRow({
        name: "files",
        type: "FileArgs[]",
        defaultText: "`[]`",
        doc: "Files that are put in place before the script runs, each whole or not at all. Only those that differ from what is on the instance are sent. A change runs `update`.",
        change: "rerun",
        emptyMeansAbsent: true,
        meaning: withoutContents,
        // What is put in place is told by the hashes that the host is held to, not by what the program wrote.
        identifiesRun: false,
        check: checkFiles,
    }),
    argumentRow({
        name: "interpreter",
        type: "string[]",
        defaultText: '`["/bin/sh", "-e"]`',
        doc: 'Program that runs the scripts, with its arguments; the path of the script is added as the last one. For instance `["python3"]` or `["bash", "-euo", "pipefail"]`.',
        change: "rerun",
        check: checkInterpreter,
    }),
    argumentRow({
        name: "environment",
        type: "map of strings",
        defaultText: "`{}`",
        secret: true,
        doc: "Environment variables of the scripts. Always a secret in state; sshd needs no `AcceptEnv`, and no process list on the instance shows them. A variable, `NAME=value`, has at most 128 KiB, without NUL.",
        change: "rerun",
        emptyMeansAbsent: true,
        check: checkEnvironment,
    }),
    argumentRow({
        name: "stdin",
        type: "string",
        defaultText: "empty",
        secret: true,
        doc: "Standard input of the scripts. Always a secret in state.",
        change: "rerun",
        emptyMeansAbsent: true,
        check: checkText(TEXT),
    }),
    argumentRow({
        name: "workingDirectory",
        type: "string",
        defaultText: "the home of the user that runs the script, else `/`",
        doc: "Directory of the instance in which the scripts run. It must exist.",
        change: "rerun",
        check: checkText(DIRECTORY),
    }),
    argumentRow({
        name: "runAs",
        type: "string",
        defaultText: "the user that signs in",
        doc: "User of the instance that the scripts run as, through `sudo -n -u`. When sudo refuses, the error says what to add to sudoers.",
        change: "rerun",
        check: checkText(RUN_AS),
    }),
    argumentRow({
        name: "triggers",
        type: "any[]",
        defaultText: "`[]`",
        doc: 'Values that run `update` when one of them changes. To replace the resource in its place, set the resource option `replaceOnChanges: ["triggers"]`.',
        change: "rerun",
        emptyMeansAbsent: true,
        check: checkList({ expected: "a list of values", example: "[release]", mayBeEmpty: true }),
    }),
]);
