// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
// biome-ignore-all lint/suspicious/noExplicitAny: what scripts write is known to their programs alone.
import type * as pulumi from "@pulumi/pulumi";
import { RecordedArguments } from "./recorded-arguments";
import type { RunInfo } from "./run-info";

/** A resource with what a run gives back as outputs. */
export abstract class RunOutputs extends RecordedArguments {
    /**
     * Standard output of the last script that ran, limited by `maxOutput` and without one trailing newline. It is kept
     * even if the script failed. Secret if the program marks any argument as secret, or names the stream in the option
     * `additionalSecretOutputs`; then it is neither shown live nor quoted in errors. Unknown in a preview in which a
     * script would run.
     */
    declare readonly stdout: pulumi.Output<string>;

    /** Standard error of the last script that ran, under the same rules as `stdout`. */
    declare readonly stderr: pulumi.Output<string>;

    /**
     * Exit code of the last script that ran, even if it failed. Undefined if a signal ended the script or if the exit
     * code is not known. Unknown in a preview in which a script would run.
     */
    declare readonly exitCode: pulumi.Output<number | undefined>;

    /**
     * How the last script ended: `exited` with an exit code; `signalled` or `timedOut`; `lost` if the connection was
     * lost and the result is not known; `refused` if the instance did not start the script; `skipped` if there was
     * nothing to do; `none` if there was no script. Unknown in a preview in which a script would run.
     */
    declare readonly outcome: pulumi.Output<
        "exited" | "signalled" | "timedOut" | "lost" | "refused" | "skipped" | "none"
    >;

    /** Standard output of `read`, under the same rules as `stdout`. Absent before its first run. */
    declare readonly readStdout: pulumi.Output<string | undefined>;

    /**
     * What the last script that ran wrote to the file that `$PULUMI_COMMAND_OUTPUT` names, except the `secretValues`:
     * texts, or any JSON. It is kept even if the script failed. Secret under the same rules as `stdout`. Unknown in a
     * preview in which a script would run.
     */
    declare readonly values: pulumi.Output<Record<string, any>>;

    /**
     * Contents of the files of `fetch` that are not secret, by name: text, or base64. An optional file that is missing
     * is absent. `pulumi refresh` reads them again. Unknown in a preview in which they would be read.
     */
    declare readonly fetched: pulumi.Output<Record<string, string>>;

    /**
     * What a run gives back and is always secret, as a whole: `values`, those that `secretValues` names, and `fetched`,
     * the secret files of `fetch`. Unknown in a preview in which a script would run.
     */
    declare readonly secrets: pulumi.Output<{ values: Record<string, any>; fetched: Record<string, string> }>;

    /**
     * Facts about the last run: times, amount of output, and the connection that was used. Unknown in a preview in
     * which a script would run.
     */
    declare readonly run: pulumi.Output<RunInfo>;

    /**
     * Fingerprints of the host keys that are trusted for this instance. Pass them to `connection.hostKeys` of another
     * resource to share the trust. Unknown in a preview in which a script would run.
     */
    declare readonly hostKeys: pulumi.Output<string[]>;

    /**
     * SHA-256 of the content of each file that was put in place, by its path on the instance, except those of secret
     * contents: texts, and what the program marked as secret.
     */
    declare readonly fileHashes: pulumi.Output<Record<string, string>>;
}
