import { outputRow } from "./output-row";

/** The outputs of the resource beside its arguments. */
export const outputRows = Object.freeze([
    outputRow({
        name: "stdout",
        repeatsArguments: true,
        type: "string",
        doc: "Standard output of the last script that ran, limited by `maxOutput` and without one trailing newline. It is kept even if the script failed. Secret if the program marks any argument as secret, or names the stream in the option `additionalSecretOutputs`; then it is neither shown live nor quoted in errors. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "stderr",
        repeatsArguments: true,
        type: "string",
        doc: "Standard error of the last script that ran, under the same rules as `stdout`.",
    }),
    outputRow({
        name: "exitCode",
        shape: "integer",
        type: "number | undefined",
        doc: "Exit code of the last script that ran, even if it failed. Undefined if a signal ended the script or if the exit code is not known. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "outcome",
        shape: "text",
        type: '"exited" | "signalled" | "timedOut" | "lost" | "refused" | "skipped" | "none"',
        doc: "How the last script ended: `exited` with an exit code; `signalled` or `timedOut`; `lost` if the connection was lost and the result is not known; `refused` if the instance did not start the script; `skipped` if there was nothing to do; `none` if there was no script. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "readStdout",
        repeatsArguments: true,
        type: "string | undefined",
        doc: "Standard output of `read`, under the same rules as `stdout`. Absent before its first run.",
    }),
    outputRow({
        name: "values",
        repeatsArguments: true,
        type: "Record<string, any>",
        doc: "What the last script that ran wrote to the file that `$PULUMI_COMMAND_OUTPUT` names, except the `secretValues`: texts, or any JSON. It is kept even if the script failed. Secret under the same rules as `stdout`. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "fetched",
        type: "Record<string, string>",
        doc: "Contents of the files of `fetch` that are not secret, by name: text, or base64. An optional file that is missing is absent. `pulumi refresh` reads them again. Unknown in a preview in which they would be read.",
    }),
    outputRow({
        name: "secrets",
        shape: { object: "Secrets" },
        secret: true,
        type: "{ values: Record<string, any>; fetched: Record<string, string> }",
        doc: "What a run gives back and is always secret, as a whole: `values`, those that `secretValues` names, and `fetched`, the secret files of `fetch`. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "run",
        type: "RunInfo",
        doc: "Facts about the last run: times, amount of output, and the connection that was used. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "hostKeys",
        type: "string[]",
        doc: "Fingerprints of the host keys that are trusted for this instance. Pass them to `connection.hostKeys` of another resource to share the trust. Unknown in a preview in which a script would run.",
    }),
    outputRow({
        name: "fileHashes",
        type: "Record<string, string>",
        doc: "SHA-256 of the content of each file that was put in place, by its path on the instance, except those of secret contents: texts, and what the program marked as secret.",
    }),
]);

/** The fields of the output `run`. */
export const runRows = Object.freeze([
    outputRow({ name: "id", type: "string", doc: "ID of the run, which also names its files on the instance." }),
    outputRow({ name: "startedAt", type: "string", doc: "When the script started, in UTC and ISO 8601 format." }),
    outputRow({ name: "endedAt", type: "string", doc: "When the script ended, in UTC and ISO 8601 format." }),
    outputRow({ name: "durationMs", type: "number", doc: "Time from start to end, in milliseconds." }),
    outputRow({
        name: "attempts",
        shape: "integer",
        type: "number",
        doc: "Number of connections over which the run was followed.",
    }),
    outputRow({
        name: "tries",
        shape: "integer",
        type: "number | undefined",
        doc: "How many times the script ran in this operation: 1, or more with `retry`; 0 if none ran. All other facts are those of the last try. Absent in states of earlier versions.",
    }),
    outputRow({
        name: "stdoutBytes",
        type: "number",
        doc: "Size of standard output in bytes, including those left out of state.",
    }),
    outputRow({
        name: "stderrBytes",
        type: "number",
        doc: "Size of standard error in bytes, including those left out of state.",
    }),
    outputRow({
        name: "stdoutSha256",
        type: "string | undefined",
        doc: "SHA-256 of the complete standard output, in hexadecimal. Absent if `stdout` is secret.",
    }),
    outputRow({
        name: "stderrSha256",
        type: "string | undefined",
        doc: "SHA-256 of the complete standard error, in hexadecimal. Absent if `stderr` is secret.",
    }),
    outputRow({ name: "truncated", type: "boolean", doc: "Whether any output was left out because of `maxOutput`." }),
    outputRow({
        name: "route",
        type: "string",
        doc: "How the instance was reached: `public`, `private`, `ipv6`, `endpoint`, or `given` if `connection.address` was used.",
    }),
    outputRow({ name: "address", type: "string", doc: "Address that the connection went to." }),
    outputRow({ name: "osUser", type: "string", doc: "User that signed in." }),
    outputRow({ name: "region", type: "string", doc: "AWS region of the instance." }),
    outputRow({ name: "accountId", type: "string", doc: "ID of the AWS account that owns the instance." }),
    outputRow({
        name: "keyFingerprint",
        type: "string",
        doc: "SHA-256 fingerprint of the pushed key, as shown in sshd's log on the instance.",
    }),
    outputRow({
        name: "requestId",
        type: "string",
        doc: "ID of the request that pushed the key, as shown in CloudTrail.",
    }),
    outputRow({ name: "bootId", type: "string", doc: "Boot ID of the instance, which changes with each boot." }),
    outputRow({
        name: "via",
        shape: { object: "JumpHostInfo" },
        type: "{ instanceId: string; hostKey: string } | undefined",
        doc: "The jump host: its instance ID, and the fingerprint of its host key. Absent without a jump host.",
    }),
]);
