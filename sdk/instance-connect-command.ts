import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";
import { keepSecretsFromDebugLog } from "./debug-log";
import type { FileArgs } from "./file-args";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { makeProperties } from "./properties";
import { providerClosure } from "./provider-closure";
import type { RunInfo } from "./run-info";
import { MODULE, TYPE, TYPE_TOKEN } from "./type-token";

/**
 * Runs a script on an EC2 instance with a fresh SSH key that EC2 Instance Connect pushes for every connection, and keeps its
 * output, exit code and outcome in state.
 *
 * ```ts
 * const uptime = new InstanceConnectCommand("uptime", { instanceId: server.id, create: "uptime -p" });
 * export const answer = uptime.stdout; // "up 3 minutes"
 * ```
 *
 * The script runs when the resource is created, and again, or `update` in its place, when an argument that matters to it
 * changes. A script that fails fails the resource, keeps what it wrote in state, and is run again by the next `pulumi up`.
 */
export class InstanceConnectCommand extends pulumi.dynamic.Resource {
    /**
     * Id of the EC2 instance, such as `i-0123456789abcdef0`: the only address that is needed. Another id replaces the
     * resource.
     */
    declare readonly instanceId: pulumi.Output<string>;

    /**
     * Script that runs when the resource is created. A change runs `update`. At most 1 MiB. Without it there must be
     * `files`.
     */
    declare readonly create: pulumi.Output<string | undefined>;

    /**
     * Script that runs when the resource is updated. Until `create` has succeeded once, `create` runs in its place. An
     * empty script does nothing.
     * @default the script of `create`
     */
    declare readonly update: pulumi.Output<string | undefined>;

    /**
     * Script that runs when the resource is deleted. Without it, a deletion contacts nobody and needs no credentials.
     * An instance that is terminated or gone counts as deleted. A change is recorded and runs nothing.
     */
    declare readonly delete: pulumi.Output<string | undefined>;

    /**
     * Files that are put in place before the script runs, each whole or not at all. Only those that differ from what is
     * on the instance are sent. A change runs `update`.
     * @default `[]`
     */
    declare readonly files: pulumi.Output<Omit<pulumi.Unwrap<FileArgs>, "source" | "content">[] | undefined>;

    /**
     * Program that runs the scripts, with its arguments; the path of the script is added as the last one. For instance
     * `["python3"]` or `["bash", "-euo", "pipefail"]`.
     * @default `["/bin/sh", "-e"]`
     */
    declare readonly interpreter: pulumi.Output<string[] | undefined>;

    /**
     * Environment variables of the scripts. Always a secret in state; sshd needs no `AcceptEnv`, and no process list on
     * the instance shows them. A variable, `NAME=value`, has at most 128 KiB, without NUL.
     * @default `{}`
     */
    declare readonly environment: pulumi.Output<Record<string, string> | undefined>;

    /**
     * Standard input of the scripts. Always a secret in state.
     * @default empty
     */
    declare readonly stdin: pulumi.Output<string | undefined>;

    /**
     * Directory of the instance in which the scripts run. It must exist.
     * @default the home of the user that runs the script, else `/`
     */
    declare readonly workingDirectory: pulumi.Output<string | undefined>;

    /**
     * User of the instance that the scripts run as, through `sudo -n -u`. When sudo refuses, the error says what to add to
     * sudoers.
     * @default the user that signs in
     */
    declare readonly runAs: pulumi.Output<string | undefined>;

    /**
     * Values that run `update` when one of them changes. To replace the resource in its place, set the resource option
     * `replaceOnChanges: ["triggers"]`.
     * @default `[]`
     */
    declare readonly triggers: pulumi.Output<unknown[] | undefined>;

    /**
     * Whether to wait on create and update until cloud-init has finished, before anything else is done, and for how
     * long: `true` means `20m`. An instance without cloud-init is not waited for; one whose cloud-init failed fails
     * the command.
     * @default `false`
     */
    declare readonly waitForCloudInit: pulumi.Output<boolean | string | undefined>;

    /**
     * Whether the script waits for other exclusive scripts on the instance to end: package managers, for instance, run
     * one at a time. The wait counts towards `commandTimeout`. Needs the program `flock` on the instance.
     * @default `false`
     */
    declare readonly exclusive: pulumi.Output<boolean | undefined>;

    /**
     * Exit codes that count as success, each from 0 to 255.
     * @default `[0]`
     */
    declare readonly acceptedExitCodes: pulumi.Output<number[] | undefined>;

    /**
     * Longest time that a script may run, such as `90s` or `1h30m`. After it, all processes of the script get TERM and,
     * 10 seconds later, KILL.
     * @default `1h`
     */
    declare readonly commandTimeout: pulumi.Output<string | undefined>;

    /**
     * What becomes of a running script when `pulumi up` is cancelled. A first Ctrl-C lets it come to its end; a second
     * one ends Pulumi, and then `detach` lets it go on, so that the next `pulumi up` finds its result, and `stop`
     * sends TERM to all of its processes and KILL 10 seconds later.
     * @default `detach`
     */
    declare readonly onInterrupt: pulumi.Output<"detach" | "stop" | undefined>;

    /**
     * How much of each output stream is kept in state, at most `4MiB`. Of a longer one the first and the last half are
     * kept, with a line between them that counts the bytes left out, and a warning is shown.
     * @default `1MiB`
     */
    declare readonly maxOutput: pulumi.Output<string | undefined>;

    /**
     * Which output of the script is shown on the resource's row while it runs.
     * @default `stdoutAndStderr`
     */
    declare readonly logging: pulumi.Output<"stdout" | "stderr" | "stdoutAndStderr" | "none" | undefined>;

    /**
     * Whether the scripts of update and delete find the last recorded output in the variables `PULUMI_COMMAND_STDOUT`
     * and `PULUMI_COMMAND_STDERR`, each cut to 120 KiB and without NUL.
     * @default `true`
     */
    declare readonly addPreviousOutputInEnv: pulumi.Output<boolean | undefined>;

    /**
     * How to reach the instance. A change is recorded and runs nothing.
     * @default `{}`
     */
    declare readonly connection: pulumi.Output<pulumi.Unwrap<ConnectionArgs> | undefined>;

    /**
     * Standard output of the last script that ran, kept as `maxOutput` says and without one trailing newline. Also kept
     * when the script failed. Secret when the program marked any argument secret. Unknown in a preview that runs a
     * script.
     */
    declare readonly stdout: pulumi.Output<string>;

    /** Standard error of the last script that ran, under the same rules as `stdout`. */
    declare readonly stderr: pulumi.Output<string>;

    /**
     * Exit code of the last script that ran, also when it failed; undefined when a signal ended the script or no exit
     * code is known. Unknown in a preview that runs a script.
     */
    declare readonly exitCode: pulumi.Output<number | undefined>;

    /**
     * How the last script ended: `exited` with an exit code, `signalled`, `timedOut`, `lost` when the connection was
     * lost and nobody knows, `refused` when the instance would not start it, `skipped` when there was nothing to do,
     * `none` when there was no script. Unknown in a preview that runs a script.
     */
    declare readonly outcome: pulumi.Output<
        "exited" | "signalled" | "timedOut" | "lost" | "refused" | "skipped" | "none"
    >;

    /**
     * Facts about the last run: when, how long, how much output, and by which way. Unknown in a preview that runs a
     * script.
     */
    declare readonly run: pulumi.Output<RunInfo>;

    /**
     * Fingerprints of the host keys that are trusted for this instance; give them to the `connection.hostKeys` of
     * another resource to share the trust. Unknown in a preview that runs a script.
     */
    declare readonly hostKeys: pulumi.Output<string[]>;

    /**
     * SHA-256 of the content of each file that was put in place, by its path on the instance, less those of secret
     * contents: texts, and what the program marked secret.
     */
    declare readonly fileHashes: pulumi.Output<Record<string, string>>;

    /** Declares a script that runs on an instance. The arguments are checked before anything is contacted. */
    constructor(name: string, args: InstanceConnectCommandArgs, options?: pulumi.CustomResourceOptions) {
        super(providerClosure, name, makeProperties(name, args, options), options, MODULE, TYPE);
        keepSecretsFromDebugLog();
    }

    /** True for an `InstanceConnectCommand`, of another copy of this package, too. */
    static override isInstance(value: unknown): value is InstanceConnectCommand {
        return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === TYPE_TOKEN;
    }
}
