import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type * as sdk from "../../sdk";
import type { ProgramOrder, ResourceOrder } from "./order";

/** The engine's floor: a dynamic resource whose provider does nothing. */
class Trivial extends pulumi.dynamic.Resource {
    constructor(name: string, index: number) {
        super({ create: async (inputs: object) => ({ id: "1", outs: inputs }) }, name, { index });
    }
}

/** Registers the resources of the order, as a program of a user does. */
export function makeProgram({ kind, resources }: ProgramOrder): pulumi.automation.PulumiFn {
    const register = { ours, plugin, trivial, command }[kind];
    return async () => {
        for (const [index, resource] of resources.entries()) {
            register(resource, index);
        }
    };
}

function ours(order: ResourceOrder, index: number): void {
    const { instanceId, address, port, hostKeyLines, script, file, isQuiet, viaEndpoint } = order;
    const route = viaEndpoint ? { route: "endpoint" as const } : { address, port };
    // By its name, so that it is the same code as in the provider's process.
    const { InstanceConnectCommand } = createRequire(__filename)("pulumi-ec2-instance-connect") as typeof sdk;
    new InstanceConnectCommand(`command-${index}`, {
        instanceId,
        create: script ?? `echo output ${index}`,
        connection: { ...route, hostKeys: [...hostKeyLines] },
        ...(isQuiet && { logging: "none" as const }),
        ...(file && {
            files: [{ source: new pulumi.asset.FileAsset(file.source), remotePath: file.remotePath }],
        }),
    });
}

/** The resource of the plugin without the package of its SDK: what the engine hands back. */
class PluginCommand extends pulumi.CustomResource {
    constructor(name: string, properties: pulumi.Inputs) {
        super("ec2-instance-connect:index:InstanceConnectCommand", name, {
            ...properties,
            stdout: undefined,
            exitCode: undefined,
        });
    }
}

function plugin({ instanceId, address, port, hostKeyLines, script }: ResourceOrder, index: number): void {
    new PluginCommand(`command-${index}`, {
        instanceId,
        create: script ?? `echo output ${index}`,
        connection: { address, port, hostKeys: [...hostKeyLines] },
    });
}

function trivial(_: ResourceOrder, index: number): void {
    new Trivial(`trivial-${index}`, index);
}

/** pulumi-command without the package of its SDK, of which this is all. */
class RemoteCommand extends pulumi.CustomResource {
    constructor(name: string, properties: pulumi.Inputs) {
        super("command:remote:Command", name, { ...properties, stdout: undefined, stderr: undefined });
    }
}

function command({ address, port, hostKeyLines, keyPath, script }: ResourceOrder, index: number): void {
    const connection = {
        host: address,
        port,
        user: "ec2-user",
        privateKey: pulumi.secret(readFileSync(keyPath, "utf8")),
        hostKey: hostKeyLines[0],
    };
    const properties = { connection, create: script ?? `echo output ${index}` };
    new RemoteCommand(`command-${index}`, properties);
}
