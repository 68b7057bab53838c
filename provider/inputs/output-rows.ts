import { outputRow } from "./property-row";

/** The outputs of the resource beside its arguments. */
export const outputRows = Object.freeze([
    outputRow({
        name: "stdout",
        type: "string",
        doc: "Standard output of the last script that ran, kept as `maxOutput` says and without one trailing newline. Also kept when the script failed. Secret when the program marked any argument secret. Unknown in a preview that runs a script.",
    }),
    outputRow({
        name: "stderr",
        type: "string",
        doc: "Standard error of the last script that ran, under the same rules as `stdout`.",
    }),
    outputRow({
        name: "exitCode",
        type: "number or undefined",
        doc: "Exit code of the last script that ran, also when it failed; undefined when a signal ended the script or no exit code is known. Unknown in a preview that runs a script.",
    }),
    outputRow({
        name: "outcome",
        type: '"exited" | "signalled" | "timedOut" | "lost" | "refused" | "skipped" | "none"',
        doc: "How the last script ended: `exited` with an exit code, `signalled`, `timedOut`, `lost` when the connection was lost and nobody knows, `refused` when the instance would not start it, `skipped` when there was nothing to do, `none` when there was no script. Unknown in a preview that runs a script.",
    }),
    outputRow({
        name: "readStdout",
        type: "string",
        availability: "later",
        doc: "Standard output of `read`.",
    }),
    outputRow({
        name: "run",
        type: "RunInfo",
        doc: "Facts about the last run: when, how long, how much output, and by which way. Unknown in a preview that runs a script.",
    }),
    outputRow({
        name: "hostKeys",
        type: "string[]",
        doc: "Fingerprints of the host keys that are trusted for this instance; give them to the `connection.hostKeys` of another resource to share the trust. Unknown in a preview that runs a script.",
    }),
    outputRow({
        name: "fileHashes",
        type: "map of strings",
        doc: "SHA-256 of the content of each file that was put in place, by its path on the instance, less those of secret contents: texts, and what the program marked secret.",
    }),
]);

/** The fields of the output `run`. */
export const runRows = Object.freeze([
    outputRow({ name: "id", type: "string", doc: "Id of the run, which also names its files on the instance." }),
    outputRow({ name: "startedAt", type: "string", doc: "When the script started, as ISO 8601 in UTC." }),
    outputRow({ name: "endedAt", type: "string", doc: "When the script ended, as ISO 8601 in UTC." }),
    outputRow({ name: "durationMs", type: "number", doc: "Milliseconds from start to end." }),
    outputRow({ name: "attempts", type: "number", doc: "Number of connections that the run was followed on." }),
    outputRow({
        name: "stdoutBytes",
        type: "number",
        doc: "Bytes of standard output, those that were left out included.",
    }),
    outputRow({
        name: "stderrBytes",
        type: "number",
        doc: "Bytes of standard error, those that were left out included.",
    }),
    outputRow({
        name: "stdoutSha256",
        type: "string or undefined",
        doc: "SHA-256 of the whole standard output, in hexadecimal; absent when `stdout` is secret.",
    }),
    outputRow({
        name: "stderrSha256",
        type: "string or undefined",
        doc: "SHA-256 of the whole standard error, in hexadecimal; absent when `stderr` is secret.",
    }),
    outputRow({ name: "truncated", type: "boolean", doc: "Whether any output was left out because of `maxOutput`." }),
    outputRow({
        name: "route",
        type: "string",
        doc: "Way that the connection took: `public`, `private`, `ipv6`, or `given` for `connection.address`.",
    }),
    outputRow({ name: "address", type: "string", doc: "Address that the connection went to." }),
    outputRow({ name: "osUser", type: "string", doc: "User that signed in." }),
    outputRow({ name: "region", type: "string", doc: "AWS region of the instance." }),
    outputRow({ name: "accountId", type: "string", doc: "AWS account that owns the instance." }),
    outputRow({
        name: "keyFingerprint",
        type: "string",
        doc: "SHA-256 fingerprint of the key that was pushed; sshd's log on the instance names it.",
    }),
    outputRow({ name: "requestId", type: "string", doc: "Id of the request that pushed the key; CloudTrail has it." }),
    outputRow({ name: "bootId", type: "string", doc: "Boot id of the instance, which changes with each boot." }),
]);
