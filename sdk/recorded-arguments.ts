// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";
import type { FetchArgs } from "./fetch-args";
import type { FileArgs } from "./file-args";
import type { RetryArgs } from "./retry-args";

/** A resource with the arguments of `InstanceConnectCommand` as outputs. */
export abstract class RecordedArguments extends pulumi.CustomResource {
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
     * Whether to reboot the instance after the script of create or update, and wait until it is back. `if-required`
     * asks the host: a file `/run/reboot-required` (Debian, Ubuntu), or the program `needs-restarting` (Red Hat,
     * Fedora, Amazon Linux). The reboot waits for other scripts on the instance, and several resources that ask for one
     * share it. Root reboots, or the user that signs in, through sudo.
     * @default `never`
     */
    declare readonly reboot: pulumi.Output<"never" | "after" | "if-required" | undefined>;

    /**
     * Files on the instance to read after the script, by names of your choice; also if there is no script. Their
     * contents are the outputs `secrets.fetched` and `fetched`. All together may have 8 MiB. `pulumi refresh` reads
     * them again. After a change, the files are read again, and no script runs.
     * @default `{}`
     */
    declare readonly fetch: pulumi.Output<Record<string, pulumi.Unwrap<FetchArgs>> | undefined>;

    /**
     * Names of values that are secret: what the script writes under them to `$PULUMI_COMMAND_OUTPUT` goes to the output
     * `secrets.values` instead of `values`. They are not masked in `stdout` and `stderr`. A change moves the values of
     * the last run, without another one.
     * @default `[]`
     */
    declare readonly secretValues: pulumi.Output<string[] | undefined>;

    /**
     * Runs the script of create, update or delete again if it failed with an exit code, a limited number of times, with
     * a pause in between, all within one `commandTimeout`. Files are not put in place again and guards are not asked
     * again. It does not run again after a lost result, a signal, a time limit or a refusal. `run.tries` counts the
     * tries.
     * @default one try
     */
    declare readonly retry: pulumi.Output<pulumi.Unwrap<RetryArgs> | undefined>;

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
}
