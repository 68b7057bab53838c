// The built plugin, driven by a gRPC client in the engine's place, against the lab.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { AnsweredError, isSecret, secret, startPlugin, textAsset, UNKNOWN, URN } from "./plugin-process";

let lab: Lab;
let instance: LabInstance;
let plugin: Awaited<ReturnType<typeof startPlugin>>;

beforeAll(async () => {
    lab = await startLab();
});
beforeEach(async () => {
    instance = await lab.launchInstance();
    plugin = await startPlugin(lab.environment);
    await plugin.configure();
});
afterEach(async () => {
    await plugin.stop();
    await instance.terminate();
});
afterAll(() => lab.stop());

const args = (given: Record<string, unknown> = {}) => ({
    instanceId: instance.instanceId,
    create: "echo hi",
    ...given,
});
const home = (...names: string[]) => join(instance.homeOf("ec2-user"), ...names);

/** What the engine would show: nothing of what is marked. */
function withoutSecrets(value: unknown): unknown {
    if (isSecret(value)) {
        return "[secret]";
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Object.values(value).map(withoutSecrets);
}

async function failureOf(work: Promise<unknown>): Promise<AnsweredError> {
    const error = await work.then(
        () => undefined,
        (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(AnsweredError);
    return error;
}

describe("a resource of the plugin", () => {
    test("lives from check to delete, and shows live output on its row", async () => {
        const { inputs, failures } = await plugin.check(args({ delete: "touch ~/gone" }));
        expect(failures).toEqual([]);
        const announced = await plugin.create(inputs, { preview: true });
        expect(announced.id).toBe("");
        expect(plugin.lines.filter(({ ephemeral }) => !ephemeral).map(({ text }) => text)).toEqual([
            "`create` would run",
        ]);
        expect(announced.outputs).toMatchObject({ instanceId: instance.instanceId, stdout: UNKNOWN, values: UNKNOWN });
        expect(lab.requests).toEqual([]);

        const { id, outputs } = await plugin.create(inputs);
        expect(id).toMatch(new RegExp(`^${instance.instanceId}/[0-9a-f]{12}$`));
        expect(outputs).toMatchObject({ stdout: "hi", stderr: "", exitCode: 0, outcome: "exited", values: {} });
        expect(outputs.run).toMatchObject({ accountId: lab.accountId, tries: 1 });
        expect(isSecret(outputs.secrets)).toBe(true);
        expect(plugin.lines.filter(({ text }) => text === "hi")).toEqual([{ urn: URN, text: "hi", ephemeral: false }]);

        expect(await plugin.diff(outputs, inputs)).toMatchObject({ changes: false, details: {} });
        expect((await plugin.read(id, outputs, inputs)).outputs).toEqual(outputs);
        await plugin.delete(id, outputs);
        expect(existsSync(home("gone"))).toBe(true);
    });

    test("tells which arguments differ, and a preview knows the outputs that stay", async () => {
        const { inputs } = await plugin.check(args({ environment: { A: "one" }, triggers: [1, 2] }));
        const { id, outputs } = await plugin.create(inputs);
        const recorded = await plugin.check(
            args({ environment: { A: "one" }, triggers: [1, 2], delete: "true" }),
            inputs,
        );
        expect(await plugin.diff(outputs, recorded.inputs)).toMatchObject({
            changes: true,
            replaces: [],
            details: { delete: "ADD" },
        });
        const known = await plugin.update(id, outputs, recorded.inputs, { preview: true });
        expect(known).toMatchObject({ stdout: "hi", exitCode: 0 });

        const rerun = await plugin.check(args({ environment: { B: "two" }, triggers: [1, 3] }), inputs);
        expect((await plugin.diff(outputs, rerun.inputs)).details).toEqual({
            // Names within a secret are not shown.
            environment: "UPDATE",
            "triggers[1]": "UPDATE",
        });
        expect(await plugin.update(id, outputs, rerun.inputs, { preview: true })).toMatchObject({ stdout: UNKNOWN });

        const other = await plugin.check(args({ instanceId: "i-0fedcba9876543210" }), inputs);
        expect(await plugin.diff(outputs, other.inputs)).toMatchObject({
            replaces: ["instanceId"],
            deleteBeforeReplace: false,
            details: { instanceId: "UPDATE_REPLACE" },
        });
    });

    test("names every wrong argument with its path, and no value that is secret", async () => {
        const { failures } = await plugin.check({
            instanceId: "server",
            create: secret(7),
            connection: { port: "22", privateKey: secret("hidden-text") },
            files: [{ content: "x", remotePath: "app" }],
        });
        const told = failures.map(([property, reason]) => property + reason);
        expect(told.map((line) => line.split(":", 1)[0])).toEqual([
            "instanceId",
            "create",
            "files[0].remotePath",
            "connection.port",
            "connection.privateKey",
        ]);
        expect(told.join()).not.toContain("hidden-text");
    });

    test("hides every secret that stands beside something that is not known yet", async () => {
        const hidden = "hunter22-hidden";
        const given = args({
            environment: { PASSWORD: secret(hidden), HOST: UNKNOWN },
            triggers: [secret(hidden), UNKNOWN],
            connection: { address: UNKNOWN, proxy: `http://me:${hidden}@192.0.2.1:3128`, profile: secret(hidden) },
            files: [
                { remotePath: secret(`/tmp/${hidden}`), content: "x" },
                { remotePath: UNKNOWN, content: hidden },
            ],
        });
        const { inputs, failures } = await plugin.check(given);
        expect(failures).toEqual([]);
        const { outputs } = await plugin.create(inputs, { preview: true });
        const olds = await plugin.check(args({ environment: { PASSWORD: secret(hidden) } }));
        const { id, outputs: recorded } = await plugin.create(olds.inputs);
        const updated = await plugin.update(id, recorded, inputs, { preview: true });
        for (const answered of [inputs, outputs, updated]) {
            expect(JSON.stringify(withoutSecrets(answered))).not.toContain(hidden);
            expect(isSecret(answered.environment) && answered.environment.value).toMatchObject({ HOST: UNKNOWN });
        }
        // What is no secret shows that it is not known.
        expect(inputs.connection).toMatchObject({ address: UNKNOWN });
    });

    test("lets values pass that are not known yet", async () => {
        const { inputs, failures } = await plugin.check({
            instanceId: UNKNOWN,
            create: secret(UNKNOWN),
            triggers: [UNKNOWN],
        });
        expect(failures).toEqual([]);
        expect((await plugin.create(inputs, { preview: true })).outputs).toMatchObject({ instanceId: UNKNOWN });
    });

    test("fails with what it printed, and goes on from there", async () => {
        const { inputs } = await plugin.check(args({ create: "echo partly; echo wrong >&2; exit 3" }));
        const { message, left } = await failureOf(plugin.create(inputs));
        expect(message).toContain("exit code 3");
        expect(left?.reasons).toEqual([message]);
        expect(left?.outputs).toMatchObject({ stdout: "partly", stderr: "wrong", exitCode: 3 });
        const { id, outputs } = left ?? { id: "", outputs: {} };
        expect((await plugin.diff(outputs, inputs)).changes).toBe(true);
        const right = await plugin.check(args({ create: "echo all" }), inputs);
        expect(await plugin.update(id, outputs, right.inputs)).toMatchObject({ stdout: "all", exitCode: 0 });
    });

    test("keeps secrets encrypted on every path, texts of files among them", async () => {
        const given = args({
            create: "echo $TOKEN; cat",
            environment: { TOKEN: "a-token" },
            stdin: "some-stdin",
            files: [
                { remotePath: home("one"), content: "text-one" },
                { remotePath: home("two"), source: textAsset("text-two") },
            ],
        });
        const hidden = ["a-token", "some-stdin", "text-one", "text-two"];
        const { inputs } = await plugin.check(given);
        expect(visible(inputs)).not.toMatch(new RegExp(hidden.join("|")));
        const { id, outputs } = await plugin.create(inputs);
        expect(readFileSync(home("one"), "utf8") + readFileSync(home("two"), "utf8")).toBe("text-onetext-two");
        // The program marked nothing: what the script prints is its own affair.
        expect(outputs.stdout).toBe("a-token\nsome-stdin");
        expect(visible({ ...outputs, stdout: "" })).not.toMatch(new RegExp(hidden.join("|")));
        expect(await plugin.diff(outputs, inputs)).toMatchObject({ changes: false });

        const marked = await plugin.check({ ...given, environment: { TOKEN: secret("a-token") } }, inputs);
        expect(await plugin.diff(outputs, marked.inputs)).toMatchObject({ changes: true });
        const encrypted = await plugin.update(id, outputs, marked.inputs);
        expect(encrypted.stdout).toEqual(secret("a-token\nsome-stdin"));
        const refreshed = await plugin.read(id, encrypted, marked.inputs);
        expect(visible(refreshed.outputs)).not.toMatch(new RegExp(hidden.join("|")));
        expect(plugin.lines.map(({ text }) => text).join()).not.toContain("a-token\n");
    });

    test("keeps to the time that the engine gives an operation", async () => {
        const { inputs } = await plugin.check(args({ create: "echo begun; sleep 3600" }));
        const { message, left } = await failureOf(plugin.create(inputs, { timeout: 8 }));
        expect(message).toContain("customTimeouts.create");
        expect(left?.outputs).toMatchObject({ outcome: "timedOut", stdout: "begun" });
    });

    test("differs at the deepest paths that may be named, by which replaceOnChanges goes", async () => {
        const given = (version: number) =>
            args({ triggers: [{ app: { version } }], environment: { VERSION: `${version}` } });
        const { inputs } = await plugin.check(given(1));
        const { outputs } = await plugin.create(inputs);
        const next = await plugin.check(given(2), inputs);
        expect((await plugin.diff(outputs, next.inputs)).details).toEqual({
            environment: "UPDATE",
            "triggers[0].app.version": "UPDATE",
        });
    });

    test("keeps a result that says what the engine takes for not known", async () => {
        const { inputs } = await plugin.check(
            args({ create: `printf ${UNKNOWN}; echo ${UNKNOWN} >&2`, read: `printf ${UNKNOWN}` }),
        );
        const { outputs } = await plugin.create(inputs);
        const kept = `${UNKNOWN}\n`;
        expect(outputs).toMatchObject({ stdout: kept, stderr: kept, readStdout: kept, outcome: "exited" });
    });

    test("is the only one there is", async () => {
        const { failures } = await plugin.check(args(), {}, URN.replace("Command::", "Other::"));
        expect(failures).toEqual([["", expect.stringContaining("InstanceConnectOther")]]);
        const { message } = await failureOf(plugin.invoke());
        expect(message).toContain("has one resource");
    });

    test("can't be imported, and says why", async () => {
        const { message } = await failureOf(plugin.read("i-0123456789abcdef0", {}));
        expect(message).toContain("can't be imported");
        expect(message).toContain("STATE_NOTHING_TO_IMPORT");
    });

    test("is gone after its instance is terminated", async () => {
        const { inputs } = await plugin.check(args());
        const { id, outputs } = await plugin.create(inputs);
        await instance.terminate();
        expect(await plugin.read(id, outputs, inputs)).toEqual({ id: "", outputs: {} });
    });
});

/** What stands there in plain text. */
function visible(value: unknown): string {
    return JSON.stringify(value, (_, part) => (isSecret(part) ? "[secret]" : part));
}

describe("the end of the plugin", () => {
    const receipts = () => readdirSync(home(".local/state/ec2-instance-connect/runs"));

    test("comes with the signal, which removes receipts; the engine's word alone ends nothing", async () => {
        const { inputs } = await plugin.check(args());
        await plugin.create(inputs);
        // What was answered may not be in state yet.
        await plugin.cancel();
        expect(receipts()).toHaveLength(1);
        // As in a process that a debugger holds, which the engine asks for more.
        await plugin.create((await plugin.check(args({ create: "echo more", onInterrupt: "stop" }))).inputs);
        plugin.child.kill("SIGINT");
        expect(await plugin.ended).toBe(0);
        expect(receipts()).toEqual([]);
    });

    test.each([
        ["stop", "signalled"],
        ["detach", "exited"],
    ])("a first Ctrl-C, with onInterrupt %s, leaves a script that is %s", async (onInterrupt, outcome) => {
        const { inputs } = await plugin.check(
            args({ onInterrupt, create: "touch ~/begun; until test -e ~/go; do sleep 0.1; done" }),
        );
        const created = plugin.create(inputs).then(
            ({ outputs }) => outputs,
            (error: AnsweredError) => error.left?.outputs,
        );
        await expect.poll(() => existsSync(home("begun"))).toBe(true);
        await plugin.cancel();
        if (onInterrupt === "detach") {
            writeFileSync(home("go"), "");
        }
        expect(await created).toMatchObject({ outcome });
        // Given up was what was under way, and nothing that comes then.
        const later = await plugin.check(args({ onInterrupt, create: "sleep 1; echo later" }));
        expect((await plugin.create(later.inputs)).outputs).toMatchObject({ outcome: "exited", stdout: "later" });
    });
});
