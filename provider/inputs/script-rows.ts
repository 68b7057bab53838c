import { environmentKind } from "./environment-kind";
import { filesKind } from "./files-kind";
import { interpreterKind } from "./interpreter-kind";
import { anyListKind } from "./list-kind";
import { withoutContents } from "./parse-files";
import { argumentRow, laterRow, requiredRow } from "./property-row";
import { scriptKind, workingScriptKind } from "./script-kind";
import { anyTextKind, textKind } from "./text-kind";
import { DIRECTORY, INSTANCE_ID, RUN_AS } from "./text-rules";

/** The arguments that say what runs where, in the order in which documentation lists them. */
export const scriptRows = Object.freeze([
    requiredRow({
        name: "instanceId",
        kind: textKind(INSTANCE_ID),
        doc: "Id of the EC2 instance, such as `i-0123456789abcdef0`: the only address that is needed. Another id replaces the resource.",
        change: "replace",
    }),
    argumentRow({
        name: "create",
        kind: workingScriptKind,
        doc: "Script that runs when the resource is created. A change runs `update`. At most 1 MiB. Without it there must be `files`.",
        change: "rerun",
        hidesOutput: true,
    }),
    argumentRow({
        name: "update",
        kind: scriptKind,
        defaultText: "the script of `create`",
        doc: "Script that runs when the resource is updated. Until `create` has succeeded once, `create` runs in its place. An empty script does nothing.",
        change: "rerun",
        hidesOutput: true,
    }),
    argumentRow({
        name: "delete",
        kind: scriptKind,
        doc: "Script that runs when the resource is deleted. Without it, a deletion contacts nobody and needs no credentials. An instance that is terminated or gone counts as deleted. A change is recorded and runs nothing.",
        change: "record",
        hidesOutput: true,
    }),
    laterRow({
        name: "read",
        kind: scriptKind,
        doc: "Script that runs at the end of create and update, and when `pulumi refresh` reads the resource: its standard output is `readStdout`. When a refresh finds another output, that is drift, and the next `pulumi up` runs `update`.",
        change: "record",
    }),
    argumentRow({
        name: "files",
        kind: filesKind,
        defaultValue: [],
        doc: "Files that are put in place before the script runs, each whole or not at all. Only those that differ from what is on the instance are sent. A change runs `update`.",
        change: "rerun",
        hidesOutput: true,
        emptyMeansAbsent: true,
        meaning: withoutContents,
        // What is put in place is told by the hashes that the host is held to, not by what the program wrote.
        identifiesRun: false,
    }),
    argumentRow({
        name: "interpreter",
        kind: interpreterKind,
        defaultValue: ["/bin/sh", "-e"],
        doc: 'Program that runs the scripts, with its arguments; the path of the script is added as the last one. For instance `["python3"]` or `["bash", "-euo", "pipefail"]`.',
        change: "rerun",
        hidesOutput: true,
    }),
    argumentRow({
        name: "environment",
        kind: environmentKind,
        defaultValue: {},
        secret: true,
        doc: "Environment variables of the scripts. Always a secret in state; sshd needs no `AcceptEnv`, and no process list on the instance shows them. A variable, `NAME=value`, has at most 128 KiB, without NUL.",
        change: "rerun",
        emptyMeansAbsent: true,
    }),
    argumentRow({
        name: "stdin",
        kind: anyTextKind,
        defaultValue: "",
        defaultText: "empty",
        secret: true,
        doc: "Standard input of the scripts. Always a secret in state.",
        change: "rerun",
        emptyMeansAbsent: true,
    }),
    argumentRow({
        name: "workingDirectory",
        kind: textKind(DIRECTORY),
        defaultText: "the home of the user that runs the script, else `/`",
        doc: "Directory of the instance in which the scripts run. It must exist.",
        change: "rerun",
    }),
    argumentRow({
        name: "runAs",
        kind: textKind(RUN_AS),
        defaultText: "the user that signs in",
        doc: "User of the instance that the scripts run as, through `sudo -n -u`. When sudo refuses, the error says what to add to sudoers.",
        change: "rerun",
    }),
    argumentRow({
        name: "triggers",
        kind: anyListKind({ expected: "a list of values", example: "[release]", mayBeEmpty: true }),
        defaultValue: [],
        doc: 'Values that run `update` when one of them changes. To replace the resource in its place, set the resource option `replaceOnChanges: ["triggers"]`.',
        change: "rerun",
        hidesOutput: true,
        emptyMeansAbsent: true,
    }),
]);
