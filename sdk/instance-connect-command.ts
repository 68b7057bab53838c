import * as pulumi from "@pulumi/pulumi";
import { giveAbsentArguments } from "./absent-arguments";
import { giveEmptyMaps } from "./absent-outputs";
import { withFormerType } from "./aliases";
import { ARGUMENT_NAMES } from "./argument-names";
import { keepSecretsFromDebugLog } from "./debug-log";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { makeProperties } from "./properties";
import { RunOutputs } from "./run-outputs";
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
export class InstanceConnectCommand extends RunOutputs {
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

giveAbsentArguments(InstanceConnectCommand.prototype, ARGUMENT_NAMES);
giveEmptyMaps(InstanceConnectCommand.prototype);
