// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";
import type { FileArgs } from "./file-args";

/** The arguments of `InstanceConnectCommand`. Durations are written as `90s`, `5m` or `1h30m`, sizes as `64KiB` or `1MiB`. */
export interface InstanceConnectCommandArgs {
    /**
     * Id of the EC2 instance, such as `i-0123456789abcdef0`: the only address that is needed. Another id replaces the
     * resource.
     */
    instanceId: pulumi.Input<string>;

    /**
     * Script that runs when the resource is created. A change runs `update`. At most 1 MiB. Without it there must be
     * `files`.
     */
    create?: pulumi.Input<string> | undefined;

    /**
     * Script that runs when the resource is updated. Until `create` has succeeded once, `create` runs in its place. An
     * empty script does nothing.
     * @default the script of `create`
     */
    update?: pulumi.Input<string> | undefined;

    /**
     * Script that runs when the resource is deleted. Without it, a deletion contacts nobody and needs no credentials.
     * An instance that is terminated or gone counts as deleted. A change is recorded and runs nothing.
     */
    delete?: pulumi.Input<string> | undefined;

    /**
     * Files that are put in place before the script runs, each whole or not at all. Only those that differ from what is
     * on the instance are sent. A change runs `update`.
     * @default `[]`
     */
    files?: pulumi.Input<pulumi.Input<FileArgs>[]> | undefined;

    /**
     * Program that runs the scripts, with its arguments; the path of the script is added as the last one. For instance
     * `["python3"]` or `["bash", "-euo", "pipefail"]`.
     * @default `["/bin/sh", "-e"]`
     */
    interpreter?: pulumi.Input<pulumi.Input<string>[]> | undefined;

    /**
     * Environment variables of the scripts. Always a secret in state; sshd needs no `AcceptEnv`, and no process list on
     * the instance shows them. A variable, `NAME=value`, has at most 128 KiB, without NUL.
     * @default `{}`
     */
    environment?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;

    /**
     * Standard input of the scripts. Always a secret in state.
     * @default empty
     */
    stdin?: pulumi.Input<string> | undefined;

    /**
     * Directory of the instance in which the scripts run. It must exist.
     * @default the home of the user that runs the script, else `/`
     */
    workingDirectory?: pulumi.Input<string> | undefined;

    /**
     * User of the instance that the scripts run as, through `sudo -n -u`. When sudo refuses, the error says what to add
     * to sudoers.
     * @default the user that signs in
     */
    runAs?: pulumi.Input<string> | undefined;

    /**
     * Values that run `update` when one of them changes. To replace the resource in its place, set the resource option
     * `replaceOnChanges: ["triggers"]`.
     * @default `[]`
     */
    triggers?: pulumi.Input<unknown[]> | undefined;

    /**
     * Whether to wait on create and update until cloud-init has finished, before anything else is done, and for how
     * long: `true` means `20m`. An instance without cloud-init is not waited for; one whose cloud-init failed fails the
     * command.
     * @default `false`
     */
    waitForCloudInit?: pulumi.Input<boolean | string> | undefined;

    /**
     * Whether the script waits for other exclusive scripts on the instance to end: package managers, for instance, run
     * one at a time. The wait counts towards `commandTimeout`. Needs the program `flock` on the instance.
     * @default `false`
     */
    exclusive?: pulumi.Input<boolean> | undefined;

    /**
     * Exit codes that count as success, each from 0 to 255.
     * @default `[0]`
     */
    acceptedExitCodes?: pulumi.Input<pulumi.Input<number>[]> | undefined;

    /**
     * Longest time that a script may run, such as `90s` or `1h30m`. After it, all processes of the script get TERM and,
     * 10 seconds later, KILL.
     * @default `1h`
     */
    commandTimeout?: pulumi.Input<string> | undefined;

    /**
     * What becomes of a running script when `pulumi up` is cancelled. A first Ctrl-C lets it come to its end; a second
     * one ends Pulumi, and then `detach` lets it go on, so that the next `pulumi up` finds its result, and `stop` sends
     * TERM to all of its processes and KILL 10 seconds later.
     * @default `detach`
     */
    onInterrupt?: pulumi.Input<"detach" | "stop"> | undefined;

    /**
     * How much of each output stream is kept in state, at most `4MiB`. Of a longer one the first and the last half are
     * kept, with a line between them that counts the bytes left out, and a warning is shown.
     * @default `1MiB`
     */
    maxOutput?: pulumi.Input<string> | undefined;

    /**
     * Which output of the script is shown on the resource's row while it runs.
     * @default `stdoutAndStderr`
     */
    logging?: pulumi.Input<"stdout" | "stderr" | "stdoutAndStderr" | "none"> | undefined;

    /**
     * Whether the scripts of update and delete find the last recorded output in the variables `PULUMI_COMMAND_STDOUT`
     * and `PULUMI_COMMAND_STDERR`, each cut to 120 KiB and without NUL.
     * @default `true`
     */
    addPreviousOutputInEnv?: pulumi.Input<boolean> | undefined;

    /**
     * How to reach the instance. A change is recorded and runs nothing.
     * @default `{}`
     */
    connection?: pulumi.Input<ConnectionArgs> | undefined;
}
