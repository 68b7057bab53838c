import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

const JOURNAL = "journal";
const note = (what: string) => `echo ${what} >> ~/${JOURNAL}`;
const journal = (on = scene.instance) => {
    const path = join(on.homeOf("ec2-user"), JOURNAL);
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
};

function command(
    args: Partial<InstanceConnectCommandArgs>,
    options: pulumi.CustomResourceOptions = {},
    name = "command",
) {
    return async () => {
        new InstanceConnectCommand(
            name,
            { instanceId: scene.instance.instanceId, create: note("created"), delete: note("deleted"), ...args },
            options,
        );
    };
}

describe("another instance id", () => {
    test("replaces: created on the new instance first, then deleted on the old", async () => {
        const other = await scene.lab.launchInstance();
        try {
            const stack = await scene.makeStack(command({}));
            await stack.up();
            const { failure, changes } = await stack.up(command({ instanceId: other.instanceId }));
            expect(failure).toBeUndefined();
            expect(changes).toMatchObject({ "create-replacement": 1, "delete-replaced": 1 });
            expect([journal(other), journal()]).toEqual([["created"], ["created", "deleted"]]);
        } finally {
            await other.terminate();
        }
    });
});

describe("replaceOnChanges", () => {
    test("replaces on the same instance, and deletes first there", async () => {
        const options = { replaceOnChanges: ["triggers"] };
        const stack = await scene.makeStack(command({ triggers: ["one"] }, options));
        await stack.up();
        const { failure, changes } = await stack.up(command({ triggers: ["two"] }, options));
        expect(failure).toBeUndefined();
        expect(changes).toMatchObject({ replace: 1 });
        expect(journal()).toEqual(["created", "deleted", "created"]);
    });
});

describe("ignoreChanges", () => {
    test("hides a change from us", async () => {
        const stack = await scene.makeStack(command({ triggers: ["one"] }));
        await stack.up();
        const { changes } = await stack.up(command({ triggers: ["two"] }, { ignoreChanges: ["triggers"] }));
        expect(changes).toEqual({ same: 1 });
        expect(journal()).toEqual(["created"]);
    });
});

describe("aliases", () => {
    test("rename a resource without a diff", async () => {
        const stack = await scene.makeStack(command({}));
        await stack.up();
        const { changes } = await stack.up(command({}, { aliases: [{ name: "command" }] }, "renamed"));
        expect(changes).toEqual({ same: 1 });
        expect(journal()).toEqual(["created"]);
    });
});

describe("protect", () => {
    test("keeps the resource from being destroyed", async () => {
        const stack = await scene.makeStack(command({}, { protect: true }));
        await stack.up();
        expect((await stack.destroy()).failure).toContain("protected");
        expect(journal()).toEqual(["created"]);
    });
});

describe("retainOnDelete", () => {
    test("drops the resource from state without running its delete script", async () => {
        const stack = await scene.makeStack(command({}, { retainOnDelete: true }));
        await stack.up();
        expect((await stack.destroy()).failure).toBeUndefined();
        expect([journal(), await stack.resources()]).toEqual([["created"], []]);
    });
});

describe("deletedWith", () => {
    test("skips the delete script if the other resource is also deleted", async () => {
        const stack = await scene.makeStack(async () => {
            const server = new InstanceConnectCommand("server", {
                instanceId: scene.instance.instanceId,
                create: "true",
            });
            new InstanceConnectCommand(
                "command",
                { instanceId: scene.instance.instanceId, create: note("created"), delete: note("deleted") },
                { deletedWith: server },
            );
        });
        await stack.up();
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(journal()).toEqual(["created"]);
    });
});

describe("customTimeouts", () => {
    test("bound the operation: the script is stopped on the host", async () => {
        const stack = await scene.makeStack(
            command(
                { create: `${note("started")}; sleep 600; ${note("ended")}` },
                { customTimeouts: { create: "20s" } },
            ),
        );
        expect((await stack.up()).failure).toContain("CMD_TIMEOUT");
        expect(journal()).toEqual(["started"]);
    });
});

describe("an upgrade", () => {
    test("that changes the serialized text, a hidden input or the package's version makes no diff", async () => {
        const stack = await scene.makeStack(command({}));
        await stack.up();
        const exported = await stack.stack.exportStack();
        const written = await stack.resource();
        for (const properties of [written.inputs, written.outputs]) {
            Object.assign(properties, {
                __provider: `// an earlier release\n${properties.__provider}`,
                __another: "hidden",
            });
        }
        Object.assign(written.outputs, { __package: "0.0.1" });
        const { resources } = exported.deployment as { resources: { urn: string }[] };
        const asEarlier = resources.map((resource) => (resource.urn === written.urn ? written : resource));
        await stack.stack.importStack({ ...exported, deployment: { ...exported.deployment, resources: asEarlier } });
        expect((await stack.up()).changes).toEqual({ same: 1 });
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(journal()).toEqual(["created", "deleted"]);
    });
});

describe("an argument that is not known before the update", () => {
    test("passes the preview and runs with its value", async () => {
        const program = (mark: string) => async () => {
            const first = new InstanceConnectCommand("first", {
                instanceId: scene.instance.instanceId,
                create: `echo value-${mark}`,
            });
            const second = new InstanceConnectCommand("second", {
                instanceId: scene.instance.instanceId,
                create: pulumi.interpolate`echo got ${first.stdout}`,
                environment: { VALUE: first.stdout },
                triggers: [first.run],
                commandTimeout: first.stdout.apply(() => "1m"),
                connection: { hostKeys: first.hostKeys },
            });
            return { stdout: second.stdout };
        };
        const stack = await scene.makeStack(program("a"));
        expect((await stack.preview()).failure).toBeUndefined();
        expect((await stack.up()).outputs.stdout?.value).toBe("got value-a");
        expect((await stack.preview(program("b"))).changes).toEqual({ update: 2 });
        expect((await stack.up(program("b"))).outputs.stdout?.value).toBe("got value-b");
    });
});
