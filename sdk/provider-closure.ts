// What Pulumi serializes into every resource's state, and what every later version of this package must answer to: the name
// of the runtime entry, its export `lifecycle`, and that object's seven methods. Never rename, only add.
// The compiled text of this file is what is stored. It stays at ES2017, captures no module, and has no comment inside a
// function; test/sdk/provider-closure.golden.txt holds every byte of it.
import type * as pulumi from "@pulumi/pulumi";

/** What every version of the runtime entry exports. */
interface Runtime {
    // biome-ignore lint/suspicious/noExplicitAny: the runtime answers each method as Pulumi expects it.
    readonly lifecycle: Readonly<Record<Method, (...values: unknown[]) => any>>;
}

type Method = "configure" | "check" | "diff" | "create" | "read" | "update" | "delete";

async function call(method: Method, values: unknown[]) {
    let runtime: Runtime;
    try {
        runtime = require("pulumi-ec2-instance-connect/runtime");
    } catch (error) {
        let message = error instanceof Error ? error.message : String(error);
        if (message.startsWith("Cannot find module 'pulumi-ec2-instance-connect/runtime'")) {
            message =
                "it is not installed there.\n\nTo fix:\n  - Run there: npm install pulumi-ec2-instance-connect (or " +
                "pnpm add, yarn add). The program itself must depend on it.\n\nThe command did not run.";
        }
        const text = `Could not load pulumi-ec2-instance-connect for ${process.cwd()}: ${message}`;
        throw Object.assign(new Error(text), { stack: "" });
    }
    return runtime.lifecycle[method](...values);
}

/**
 * The provider of every `InstanceConnectCommand`: one constant, so that it is serialized once and reads the same for all.
 * Each method passes on whatever arguments Pulumi gives it, those of later versions of Pulumi, too.
 */
export const providerClosure: pulumi.dynamic.ResourceProvider = {
    configure: (...values: unknown[]) => call("configure", values),
    check: (...values: unknown[]) => call("check", values),
    diff: (...values: unknown[]) => call("diff", values),
    create: (...values: unknown[]) => call("create", values),
    read: (...values: unknown[]) => call("read", values),
    update: (...values: unknown[]) => call("update", values),
    delete: (...values: unknown[]) => call("delete", values),
};
