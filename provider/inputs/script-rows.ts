import { environmentKind } from "./environment-kind";
import { filesKind } from "./files-kind";
import { interpreterKind } from "./interpreter-kind";
import { anyListKind } from "./list-kind";
import { withoutContents } from "./parse-files";
import { argumentRow, requiredRow } from "./property-row";
import { meaningOfScript, scriptKind, workingScriptKind } from "./script-kind";
import { neverShown, textKind } from "./text-kind";
import { DIRECTORY, INSTANCE_ID, RUN_AS, STDIN } from "./text-rules";

/** The arguments that say what runs where, in the order in which documentation lists them. */
export const scriptRows = Object.freeze([
    requiredRow({
        name: "instanceId",
        kind: textKind(INSTANCE_ID),
        doc: "ID of the EC2 instance, such as `i-0123456789abcdef0`. It is all that is needed to reach the instance. A different ID replaces the resource.",
        change: "replace",
    }),
    argumentRow({
        name: "create",
        kind: workingScriptKind,
        doc: "Script that runs when the resource is created. A change runs `update`. At most 1 MiB. Required unless there are `files`.",
        change: "rerun",
        hidesOutput: true,
        meaning: meaningOfScript,
    }),
    argumentRow({
        name: "update",
        kind: scriptKind,
        defaultText: "the script of `create`",
        doc: "Script that runs when the resource is updated. Until `create` has succeeded once, `create` runs instead. An empty script does nothing.",
        change: "rerun",
        hidesOutput: true,
        meaning: meaningOfScript,
    }),
    argumentRow({
        name: "delete",
        kind: scriptKind,
        doc: "Script that runs when the resource is deleted. If there is none and no file is to be removed, deleting the resource contacts nothing and needs no credentials. A terminated or missing instance counts as deleted. A change is recorded and runs nothing.",
        change: "record",
        hidesOutput: true,
        meaning: meaningOfScript,
    }),
    argumentRow({
        name: "read",
        kind: workingScriptKind,
        doc: "Script that runs at the end of create and update, and in `pulumi refresh`. Its output becomes `readStdout`. If a refresh finds other output than after the last create or update, the next `pulumi up` runs `update`.",
        change: "record",
        hidesOutput: true,
        meaning: meaningOfScript,
    }),
    argumentRow({
        name: "files",
        kind: filesKind,
        defaultValue: [],
        doc: "Files to put in place before the script runs. Each file is replaced as a whole, and only files that differ from those on the instance are sent. A change runs `update`.",
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
        defaultText:
            'the `#!` line of the script (with `-e` for sh, bash, dash and ksh without options), else `["/bin/sh", "-e"]`',
        doc: 'Program that runs the scripts, followed by its arguments. The path of the script is appended: `["python3"]`, `["bash", "-euo", "pipefail"]`. Login files such as `~/.profile`, where tools like nvm add to PATH, are not read, except by a login shell: `["bash", "-le"]`. If the last argument is `-`, the script is passed on standard input instead, for programs that can\'t read the script\'s private file because they become another user or enter a container: `["docker", "exec", "-i", "web", "sh", "-"]`.',
        change: "rerun",
        hidesOutput: true,
    }),
    argumentRow({
        name: "environment",
        kind: environmentKind,
        defaultValue: {},
        secret: true,
        doc: "Environment variables for the scripts. Always a secret in state. They need no `AcceptEnv` in the configuration of sshd and appear in no process list on the instance. `NAME=value` can have up to 128 KiB, without NUL characters.",
        change: "rerun",
        emptyMeansAbsent: true,
    }),
    argumentRow({
        name: "stdin",
        kind: neverShown(textKind(STDIN)),
        defaultValue: "",
        defaultText: "empty",
        secret: true,
        doc: "Standard input for the scripts. Always a secret in state. Binary data belongs in `files`.",
        change: "rerun",
        emptyMeansAbsent: true,
    }),
    argumentRow({
        name: "workingDirectory",
        kind: textKind(DIRECTORY),
        defaultText: "the home directory of the user that runs the script, or `/` if there is none",
        doc: "Directory on the instance in which the scripts run. It must exist. A path that begins with `~/`, or with a name, is one in the home directory of the user that runs the script.",
        change: "rerun",
    }),
    argumentRow({
        name: "runAs",
        kind: textKind(RUN_AS),
        defaultText: "the user that signs in",
        doc: "User on the instance that runs the scripts, through `sudo -n -u`. If sudo refuses, the error shows what to add to sudoers.",
        change: "rerun",
    }),
    argumentRow({
        name: "triggers",
        kind: anyListKind({ expected: "a list of values", example: "[release]", mayBeEmpty: true }),
        defaultValue: [],
        doc: 'Values that run `update` when one of them changes. To replace the resource instead of updating it, set the resource option `replaceOnChanges: ["triggers"]`.',
        change: "rerun",
        hidesOutput: true,
        emptyMeansAbsent: true,
    }),
]);
