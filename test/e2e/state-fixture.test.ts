import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";

/**
 * State as release 0.1 writes it. Later releases must read it: never write it again, add another beside it.
 * Written by WRITE_STATE_FIXTURE=1 where the file is missing.
 */
const FIXTURE = join(__dirname, "..", "fixtures", "state-1.json");
const INSTANCE_ID = "i-0123456789abcdef0";

let lab: Lab;
let instance: LabInstance;
let stack: TestStack;

const program = () => programOf("command");

async function programOf(name: string, options: pulumi.CustomResourceOptions = {}) {
    const command = new InstanceConnectCommand(
        name,
        {
            instanceId: INSTANCE_ID,
            create: pulumi.secret('echo "created with $TOKEN"'),
            update: "echo updated",
            delete: 'cat > ~/deleted; printf "%s" "$PULUMI_COMMAND_STDOUT" >> ~/deleted',
            interpreter: ["/bin/sh", "-eu"],
            environment: { TOKEN: "fixture" },
            stdin: "from stdin, ",
            triggers: ["one", 2, { three: [true] }],
            acceptedExitCodes: [0, 3],
            commandTimeout: "5m",
            maxOutput: "64KiB",
            logging: "none",
            connection: { hostKeyPolicy: "off", connectTimeout: "1m" },
        },
        { customTimeouts: { create: "10m" }, ...options },
    );
    return { stdout: command.stdout };
}

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance({ instanceId: INSTANCE_ID });
    stack = await makeTestStack(lab, program);
    if (!existsSync(FIXTURE) && process.env.WRITE_STATE_FIXTURE === "1") {
        expect((await stack.up()).failure).toBeUndefined();
        const { resources } = (await stack.stack.exportStack()).deployment as { resources: Record<string, unknown>[] };
        const kept = resources.map(({ stackTrace, sourcePosition, ...resource }) => resource);
        writeFileSync(FIXTURE, `${JSON.stringify({ resources: kept }, undefined, 2)}\n`);
        expect((await stack.destroy()).failure).toBeUndefined();
    }
});
afterAll(async () => {
    stack.remove();
    await lab.stop();
});

/** The stack with the state of that release, and nothing of before on the host. */
async function importFixture() {
    // An empty stack first: it brings the key that the imported secrets are encrypted with.
    await stack.up(async () => {});
    rmSync(deletedFile(), { force: true });
    const empty = await stack.stack.exportStack();
    const { resources } = JSON.parse(readFileSync(FIXTURE, "utf8"));
    await stack.stack.importStack({ ...empty, deployment: { ...empty.deployment, resources } });
}

const deletedFile = () => join(instance.homeOf("ec2-user"), "deleted");

test("a state of release 0.1 makes no diff, and its delete script runs with what it recorded", async () => {
    await importFixture();
    const calls = lab.requests.length;
    const { changes, outputs } = await stack.up(program);
    expect(changes).toEqual({ same: 1 });
    expect(outputs.stdout).toEqual({ value: "created with fixture", secret: true });
    expect(lab.requests).toHaveLength(calls);
    expect((await stack.refresh()).failure).toBeUndefined();
    expect((await stack.destroy()).failure).toBeUndefined();
    expect(readFileSync(deletedFile(), "utf8")).toBe("from stdin, created with fixture");
});

test("such a resource may get a new name in the same update as its new type", async () => {
    await importFixture();
    const { changes } = await stack.up(() => programOf("renamed", { aliases: [{ name: "command" }] }));
    expect(changes).toEqual({ same: 1 });
    expect((await stack.destroy()).failure).toBeUndefined();
});

test("such a stack can be destroyed before any update", async () => {
    await importFixture();
    expect((await stack.destroy()).failure).toBeUndefined();
    expect(readFileSync(deletedFile(), "utf8")).toBe("from stdin, created with fixture");
});
