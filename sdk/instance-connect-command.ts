import * as pulumi from "@pulumi/pulumi";
import { withFormerType } from "./aliases";
import type { ConnectionArgs } from "./connection-args";
import { keepSecretsFromDebugLog } from "./debug-log";
import type { FileArgs } from "./file-args";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { makeProperties } from "./properties";
import type { RunInfo } from "./run-info";
import { FORMER_TYPE_TOKEN, TYPE_TOKEN } from "./type-token";

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
export class InstanceConnectCommand extends pulumi.CustomResource {
    // Generated from the table in provider/inputs/ by `npm run generate`, from here on: do not edit.
    /**
     * ID of the EC2 instance, such as `i-0123456789abcdef0`. It is all that is needed to reach the instance. A
     * different ID replaces the resource.
     */
    declare readonly instanceId: pulumi.Output<string>;

    /**
     * Script that runs when the resource is created. A change runs `update`. At most 1 MiB. Required unless there are
     * `files`.
     */
    declare readonly create: pulumi.Output<string | undefined>;

    /**
     * Script that runs when the resource is updated. Until `create` has succeeded once, `create` runs instead. An empty
     * script does nothing.
     * @default the script of `create`
     */
    declare readonly update: pulumi.Output<string | undefined>;

    /**
     * Script that runs when the resource is deleted. If there is none and no file is to be removed, deleting the
     * resource contacts nothing and needs no credentials. A terminated or missing instance counts as deleted. A change
     * is recorded and runs nothing.
     */
    declare readonly delete: pulumi.Output<string | undefined>;

    /**
     * Script that runs at the end of create and update, and in `pulumi refresh`. Its output becomes `readStdout`. If a
     * refresh finds other output than after the last create or update, the next `pulumi up` runs `update`.
     */
    declare readonly read: pulumi.Output<string | undefined>;

    /**
     * Files to put in place before the script runs. Each file is replaced as a whole, and only files that differ from
     * those on the instance are sent. A change runs `update`.
     * @default `[]`
     */
    declare readonly files: pulumi.Output<Omit<pulumi.Unwrap<FileArgs>, "source" | "content">[] | undefined>;

    /**
     * Program that runs the scripts, followed by its arguments. The path of the script is appended: `["python3"]`,
     * `["bash", "-euo", "pipefail"]`. Login files such as `~/.profile`, where tools like nvm add to PATH, are not read,
     * except by a login shell: `["bash", "-le"]`. If the last argument is `-`, the script is passed on standard input
     * instead, for programs that can't read the script's private file because they become another user or enter a
     * container: `["docker", "exec", "-i", "web", "sh", "-"]`.
     * @default the `#!` line of the script (with `-e` for sh, bash, dash and ksh without options), else `["/bin/sh",
     * "-e"]`
     */
    declare readonly interpreter: pulumi.Output<string[] | undefined>;

    /**
     * Environment variables for the scripts. Always a secret in state. They need no `AcceptEnv` in the configuration of
     * sshd and appear in no process list on the instance. `NAME=value` can have up to 128 KiB, without NUL characters.
     * @default `{}`
     */
    declare readonly environment: pulumi.Output<Record<string, string> | undefined>;

    /**
     * Standard input for the scripts. Always a secret in state. Binary data belongs in `files`.
     * @default empty
     */
    declare readonly stdin: pulumi.Output<string | undefined>;

    /**
     * Directory on the instance in which the scripts run. It must exist. A path that begins with `~/`, or with a name,
     * is one in the home directory of the user that runs the script.
     * @default the home directory of the user that runs the script, or `/` if there is none
     */
    declare readonly workingDirectory: pulumi.Output<string | undefined>;

    /**
     * User on the instance that runs the scripts, through `sudo -n -u`. If sudo refuses, the error shows what to add to
     * sudoers.
     * @default the user that signs in
     */
    declare readonly runAs: pulumi.Output<string | undefined>;

    /**
     * Values that run `update` when one of them changes. To replace the resource instead of updating it, set the
     * resource option `replaceOnChanges: ["triggers"]`.
     * @default `[]`
     */
    declare readonly triggers: pulumi.Output<unknown[] | undefined>;

    /**
     * Guard: a script that decides on create and update whether there is anything to do. If it exits with 0, the script
     * does not run and the outcome is `skipped`. Exit codes from 1 to 125 let the script run; with any other end, the
     * resource fails.
     */
    declare readonly unless: pulumi.Output<string | undefined>;

    /**
     * Guard: a path on the instance, absolute or in the home directory (`~/`) of the user that runs the script. If it
     * exists on create or update, the script does not run and the outcome is `skipped`. If that can't be seen, the
     * resource fails.
     */
    declare readonly creates: pulumi.Output<string | undefined>;

    /**
     * Whether to wait for cloud-init to finish before doing anything else on create and update, and for how long.
     * `true` means `20m`. If the instance has no cloud-init, there is no wait. If cloud-init failed, the command fails.
     * @default `false`
     */
    declare readonly waitForCloudInit: pulumi.Output<boolean | string | undefined>;

    /**
     * Whether the script waits until no other exclusive script is running on the instance. Use it for package managers,
     * for example, which run one at a time. The wait counts toward `commandTimeout`. Requires the program `flock` on
     * the instance.
     * @default `false`
     */
    declare readonly exclusive: pulumi.Output<boolean | undefined>;

    /**
     * Exit codes that count as success, each from 0 to 255.
     * @default `[0]`
     */
    declare readonly acceptedExitCodes: pulumi.Output<number[] | undefined>;

    /**
     * Longest time that a script may run, such as `90s` or `1h30m`. After that, all processes of the script receive
     * SIGTERM, and SIGKILL 10 seconds later.
     * @default `1h`
     */
    declare readonly commandTimeout: pulumi.Output<string | undefined>;

    /**
     * What happens to a running script when `pulumi up` is canceled. After a first Ctrl-C, Pulumi waits for the script
     * to end. A second one ends Pulumi: with `detach`, the script goes on and the next `pulumi up` picks up its result;
     * with `stop`, all processes of the script receive SIGTERM, and SIGKILL 10 seconds later.
     * @default `detach`
     */
    declare readonly onInterrupt: pulumi.Output<"detach" | "stop" | undefined>;

    /**
     * How much of each output stream is kept in state, at most `4MiB`. If a stream is longer, its beginning and its end
     * are kept, half of the limit each, with a line between them that gives the number of bytes left out, and a warning
     * is shown.
     * @default `1MiB`
     */
    declare readonly maxOutput: pulumi.Output<string | undefined>;

    /**
     * Which output of the script is shown on the resource's row while the script runs.
     * @default `stdoutAndStderr`
     */
    declare readonly logging: pulumi.Output<"stdout" | "stderr" | "stdoutAndStderr" | "none" | undefined>;

    /**
     * Whether the scripts of update and delete receive the last recorded output in the environment variables
     * `PULUMI_COMMAND_STDOUT` and `PULUMI_COMMAND_STDERR`. Each is cut to 120 KiB, and NUL characters are removed.
     * @default `true`
     */
    declare readonly addPreviousOutputInEnv: pulumi.Output<boolean | undefined>;

    /**
     * How to reach the instance. A change is recorded and runs nothing.
     * @default `{}`
     */
    declare readonly connection: pulumi.Output<pulumi.Unwrap<ConnectionArgs> | undefined>;

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

    // Up to here.

    /** Declares a script that runs on an instance. The arguments are checked before anything is contacted. */
    constructor(name: string, args: InstanceConnectCommandArgs, options?: pulumi.CustomResourceOptions) {
        super(TYPE_TOKEN, name, makeProperties(name, args, options), withFormerType(options));
        keepSecretsFromDebugLog();
    }

    /** True for an `InstanceConnectCommand`, also one of another copy of this package. */
    static override isInstance(value: unknown): value is InstanceConnectCommand {
        return (
            pulumi.CustomResource.isInstance(value) &&
            [TYPE_TOKEN, FORMER_TYPE_TOKEN].includes(Reflect.get(value, "__pulumiType"))
        );
    }
}
