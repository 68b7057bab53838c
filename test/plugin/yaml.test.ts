// YAML programs on the real engine against the lab, by the built plugin.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { makeYamlStack, TYPE, type YamlProgram, type YamlStack } from "./yaml-stack";

let lab: Lab;
let instance: LabInstance;
let stack: YamlStack;

beforeAll(async () => {
    lab = await startLab();
});
beforeEach(async () => {
    instance = await lab.launchInstance();
    stack = await makeYamlStack(lab);
});
afterEach(async () => {
    stack.remove();
    await instance.terminate();
});
afterAll(() => lab.stop());

const home = (...names: string[]) => join(instance.homeOf("ec2-user"), ...names);

function command(properties: Record<string, unknown>, more: YamlProgram = {}, options = {}): YamlProgram {
    return {
        resources: {
            command: { type: TYPE, properties: { instanceId: instance.instanceId, ...properties }, options },
        },
        outputs: { stdout: `\${command.stdout}`, values: `\${command.values}` },
        ...more,
    };
}

describe("a YAML program", () => {
    test("runs a script, then nothing, then what changed, and in the end delete", async () => {
        const first = command({
            create: 'echo one; echo "answer=42" >> $PULUMI_COMMAND_OUTPUT',
            delete: "touch ~/gone",
        });
        const preview = await stack.preview(first);
        expect(preview.failure).toBeUndefined();
        expect(preview.changes).toEqual({ create: 1 });
        expect(lab.requests).toEqual([]);
        const up = await stack.up(first);
        expect(up.failure).toBeUndefined();
        expect(up.outputs).toEqual({
            stdout: { value: "one", secret: false },
            values: { value: { answer: "42" }, secret: false },
        });
        expect(up.output).toMatch(/^.*command.*\bone$/m);
        const calls = lab.requests.length;
        expect((await stack.up(first)).changes).toEqual({ same: 1 });
        expect((await stack.preview(first)).changes).toEqual({ same: 1 });
        expect(lab.requests).toHaveLength(calls);

        const rerun = command({ create: "echo one", update: "echo two", triggers: ["v2"], delete: "touch ~/gone" });
        const second = await stack.up(rerun);
        expect(second).toMatchObject({ failure: undefined, changes: { update: 1 } });
        expect([...second.diffs].sort()).toEqual(["create", "triggers[0]", "update"]);
        expect(second.outputs.stdout?.value).toBe("two");

        expect((await stack.refresh()).failure).toBeUndefined();
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(existsSync(home("gone"))).toBe(true);
        expect(await stack.resources()).toEqual([]);
    });

    test("knows in a preview the outputs that a change of no script leaves", async () => {
        await stack.up(command({ create: "echo one" }));
        // A resource whose name depends on an output is planned only if the output is known.
        const { output, changes } = await stack.preview(command({ create: "echo one", commandTimeout: "5m" }));
        expect(changes).toEqual({ update: 1 });
        expect(output).not.toMatch(/stdout\s*:.*(output<string>|\[unknown\])/);
    });

    test("fails with the evidence in state, and goes on from there", async () => {
        const failed = await stack.up(command({ create: "echo partly; exit 3" }));
        expect(failed.failure).toContain("exit code 3");
        expect(failed.failure).not.toContain("bug in the provider");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "partly", exitCode: 3 });
        const { changes, outputs } = await stack.up(command({ create: "echo all" }));
        expect(changes).toEqual({ update: 1 });
        expect(outputs.stdout?.value).toBe("all");
    });

    test("gets every wrong argument at once", async () => {
        const { failure } = await stack.up(command({ create: "", connection: { route: "publik" }, maxOutput: "1GB" }));
        for (const path of ["create: ", "connection.route: ", "maxOutput: "]) {
            expect(failure).toContain(path);
        }
    });

    test("keeps secrets encrypted, its own and what is always one, and shows none", async () => {
        const program = command(
            {
                create: "echo $TOKEN",
                environment: { TOKEN: `\${token}` },
                files: [{ remotePath: home("config"), content: "text-of-file" }],
                stdin: "text-of-stdin",
            },
            { variables: { token: { "fn::secret": "secret-token" } } },
        );
        const { failure, output, outputs } = await stack.up(program);
        expect(failure).toBeUndefined();
        expect(outputs.stdout).toEqual({ value: "secret-token", secret: true });
        const written = readFileSync(join(stack.folder, "state/.pulumi/stacks/test/test.json"), "utf8");
        for (const hidden of ["secret-token", "text-of-file", "text-of-stdin"]) {
            expect(written).not.toContain(hidden);
            expect(output).not.toContain(hidden);
        }
        expect((await stack.up(program)).changes).toEqual({ same: 1 });
        expect((await stack.refresh()).failure).toBeUndefined();
        expect(readFileSync(join(stack.folder, "state/.pulumi/stacks/test/test.json"), "utf8")).not.toContain(
            "secret-token",
        );
    });

    test("shows no secret in a preview, also beside what is not known yet", async () => {
        const other = { type: TYPE, properties: { instanceId: instance.instanceId, create: "hostname" } };
        const environment = { TOKEN: `\${token}`, HOST: `\${other.stdout}` };
        const { resources, ...rest } = command({ create: "true", environment });
        const program = {
            ...rest,
            variables: { token: { "fn::secret": "secret-token" } },
            resources: { ...(resources as object), other },
        };
        const { failure, output } = await stack.preview(program, { diff: true });
        expect(failure).toBeUndefined();
        expect(output).toMatch(/environment\s*: \[secret\]/);
        expect(output).not.toContain("secret-token");
    });

    test("puts assets and archives in place, and sees what changes in them", async () => {
        const app = join(stack.folder, "project", "app.conf");
        writeFileSync(app, "port=1");
        const program = command({
            create: "cat ~/app.conf ~/site/index.html",
            files: [
                { remotePath: home("app.conf"), source: { "fn::fileAsset": "./app.conf" }, onDelete: "remove" },
                {
                    remotePath: home("site"),
                    source: { "fn::assetArchive": { "index.html": { "fn::stringAsset": "<h1>" } } },
                },
            ],
        });
        expect((await stack.up(program)).outputs.stdout?.value).toBe("port=1<h1>");
        expect((await stack.up(program)).changes).toEqual({ same: 1 });
        writeFileSync(app, "port=2");
        const { changes, diffs, outputs } = await stack.up(program);
        expect({ changes, diffs }).toEqual({ changes: { update: 1 }, diffs: ["files[0]"] });
        expect(outputs.stdout?.value).toBe("port=2<h1>");
        await stack.destroy();
        expect(existsSync(home("app.conf"))).toBe(false);
    });

    test("replaces on the changes that it names, and ignores those that it names", async () => {
        const options = { replaceOnChanges: ["triggers"], ignoreChanges: ["update"] };
        const program = (update: string, trigger: number) =>
            command({ create: "echo hi", update, triggers: [trigger] }, {}, options);
        await stack.up(program("true", 1));
        expect((await stack.up(program("false", 1))).changes).toEqual({ same: 1 });
        expect((await stack.up(program("false", 2))).changes).toMatchObject({ replace: 1 });
        const nested = (version: number) =>
            command({ create: "echo hi", triggers: [{ version }] }, {}, { replaceOnChanges: ["triggers[0].version"] });
        await stack.up(nested(1));
        expect((await stack.up(nested(2))).changes).toMatchObject({ replace: 1 });
    });

    test("does not take its own mark for the program's if changes are ignored", async () => {
        const program = (token: string) =>
            command(
                {
                    create: "echo hi",
                    environment: { TOKEN: token },
                    stdin: token,
                    files: [{ remotePath: home("config"), content: token }],
                    triggers: [token.length],
                },
                {},
                { ignoreChanges: ["environment", "stdin", "files[*].content"] },
            );
        await stack.up(program("one"));
        expect((await stack.up(program("two"))).changes).toEqual({ same: 1 });
        const { changes, outputs } = await stack.up(program("longer"));
        expect(changes).toEqual({ update: 1 });
        expect(outputs.stdout).toEqual({ value: "hi", secret: false });
        expect(readFileSync(home("config"), "utf8")).toBe("one");
    });

    test("sees drift in a refresh, and runs again", async () => {
        writeFileSync(home("value"), "one");
        const program = command({ create: "touch ~/ran", read: "cat ~/value" });
        await stack.up(program);
        expect((await stack.up(program)).changes).toEqual({ same: 1 });
        writeFileSync(home("value"), "two");
        rmSync(home("ran"));
        expect((await stack.refresh()).failure).toBeUndefined();
        expect((await stack.resource()).outputs.readStdout).toBe("two");
        expect((await stack.up(program)).changes).toEqual({ update: 1 });
        expect(existsSync(home("ran"))).toBe(true);
    });

    test("gets the reason why it can't import", async () => {
        const program = command({ create: "echo hi" }, {}, { import: "i-0123456789abcdef0/0123456789ab" });
        expect((await stack.up(program)).failure).toContain("can't be imported");
    });
});
