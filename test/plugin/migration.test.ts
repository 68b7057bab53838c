// From the dynamic provider to the plugin: one alias, and nothing runs.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { InstanceConnectCommand, makeTestStack } from "../e2e/engine";
import { makeYamlStack, TYPE, type YamlProgram, type YamlStack } from "./yaml-stack";

const INSTANCE_ID = "i-0123456789abcdef0";
/** State as the first release wrote it, with secrets in plain text. */
const FIXTURE = join(__dirname, "..", "fixtures", "state-1.json");
const FORMER_TYPE = "pulumi-nodejs:dynamic/ec2-instance-connect:InstanceConnectCommand";
const DYNAMIC_TYPE = "pulumi-nodejs:dynamic/instanceConnectCommand:InstanceConnectCommand";

let lab: Lab;
let instance: LabInstance;
let stack: YamlStack;

// A lab of its own for each test: the ID is taken once in a lab.
beforeEach(async () => {
    lab = await startLab();
    instance = await lab.launchInstance({ instanceId: INSTANCE_ID });
    stack = await makeYamlStack(lab);
});
afterEach(async () => {
    stack.remove();
    await lab.stop();
});

const home = (name: string) => join(instance.homeOf("ec2-user"), name);

/** What the fixture's program says, in YAML. */
const program = (create: unknown = { "fn::secret": 'echo "created with $TOKEN"' }): YamlProgram => ({
    variables: { create },
    resources: {
        command: {
            type: TYPE,
            properties: {
                instanceId: INSTANCE_ID,
                create: `\${create}`,
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
            options: { aliases: [{ type: FORMER_TYPE }] },
        },
    },
    outputs: { stdout: `\${command.stdout}` },
});

async function importState(resources: readonly unknown[]) {
    // An empty stack first: it brings the key that the imported secrets are encrypted with.
    await stack.up({ resources: {} });
    const empty = await stack.stack.exportStack();
    await stack.stack.importStack({ ...empty, deployment: { ...empty.deployment, resources } });
}

test("a state of the first release is taken over by an alias: nothing runs, and what it recorded is used", async () => {
    await importState(JSON.parse(readFileSync(FIXTURE, "utf8")).resources);
    const calls = lab.requests.length;
    expect((await stack.preview(program())).changes).toEqual({ same: 1 });
    const up = await stack.up(program());
    expect(up).toMatchObject({ failure: undefined, changes: { same: 1 } });
    expect(up.outputs.stdout).toEqual({ value: "created with fixture", secret: true });
    expect(lab.requests).toHaveLength(calls);
    expect((await stack.resource()).urn).toContain(`::${TYPE}::command`);

    const written = () => readFileSync(join(stack.folder, "state/.pulumi/stacks/test/test.json"), "utf8");
    expect(written()).not.toContain("from stdin");
    expect((await stack.refresh()).failure).toBeUndefined();
    expect((await stack.up(program())).changes).toEqual({ same: 1 });
    expect(written()).not.toContain("from stdin");
    expect((await stack.destroy()).failure).toBeUndefined();
    expect(readFileSync(home("deleted"), "utf8")).toBe("from stdin, created with fixture");
});

test("a stack of today moves likewise, and goes on as a resource of the plugin", async () => {
    const dynamic = await makeTestStack(lab, async () => {
        new InstanceConnectCommand("command", {
            instanceId: INSTANCE_ID,
            create: "echo one",
            files: [{ remotePath: home("config"), content: "text-of-file" }],
            triggers: [1],
        });
    });
    try {
        expect((await dynamic.up()).failure).toBeUndefined();
        const { resources } = (await dynamic.stack.exportStack()).deployment as { resources: unknown[] };
        await importState(resources);
    } finally {
        dynamic.remove();
    }
    const moved = (trigger: number): YamlProgram => ({
        resources: {
            command: {
                type: TYPE,
                properties: {
                    instanceId: INSTANCE_ID,
                    create: "echo one",
                    files: [{ remotePath: home("config"), content: "text-of-file", onDelete: "remove" }],
                    triggers: [trigger],
                },
                options: { aliases: [{ type: DYNAMIC_TYPE }] },
            },
        },
    });
    const kept = moved(1);
    delete (kept.resources as { command: { properties: { files: { onDelete?: string }[] } } }).command.properties
        .files[0]?.onDelete;
    expect((await stack.up(kept)).changes).toEqual({ same: 1 });
    expect((await stack.up(moved(2))).changes).toEqual({ update: 1 });
    const { inputs, outputs } = await stack.resource();
    expect({ ...inputs, ...outputs }).not.toHaveProperty("__provider");
    expect((await stack.destroy()).failure).toBeUndefined();
    expect(existsSync(home("config"))).toBe(false);
});
