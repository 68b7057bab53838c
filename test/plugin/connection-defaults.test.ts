// What the provider's configuration says for all of its resources, by the built plugin: whose word counts, and who is told what.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { AnsweredError, secret, startPlugin } from "./plugin-process";

const ENDPOINT = "eice-0123456789abcdef0";
const JUMP_HOST = { instanceId: "i-00000000000000000" };
const OTHER_ACCOUNT = "999988887777";
let folder: string;
let lab: Lab;
let instance: LabInstance;
let plugin: Awaited<ReturnType<typeof startPlugin>>;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eic-defaults-"));
    lab = await startLab();
    instance = await lab.launchInstance();
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = lab.environment;
    writeFileSync(
        join(folder, "credentials"),
        `[deploy]\naws_access_key_id=${AWS_ACCESS_KEY_ID}\naws_secret_access_key=${AWS_SECRET_ACCESS_KEY}\n`,
    );
});
const start = () =>
    startPlugin({
        AWS_ENDPOINT_URL: lab.environment.AWS_ENDPOINT_URL ?? "",
        AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    });
beforeEach(async () => {
    plugin = await start();
});
afterEach(() => plugin.stop());
afterAll(async () => {
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
});

const configured = () => ({ region: lab.region, profile: "deploy" });
const command = () => ({ instanceId: instance.instanceId, create: "echo hi" });

/** The provider with this configuration, as the engine hands it over: checked first. */
async function configure(configuration: Record<string, unknown>): Promise<void> {
    const { inputs, failures } = await plugin.checkConfig(configuration);
    expect(failures).toEqual([]);
    await plugin.configure(inputs);
}

async function failuresOf(connection: unknown): Promise<string[]> {
    const { failures } = await plugin.check({ ...command(), connection });
    return failures.map(([, reason]) => reason);
}

describe("the list of accounts holds", () => {
    const refusalOf = async (connection: object) => {
        const { inputs } = await plugin.check({ ...command(), connection });
        const error: unknown = await plugin.create(inputs).catch((thrown) => thrown);
        return error instanceof AnsweredError ? error.message : "it ran";
    };

    test.each([
        ["allowedAccountIds", OTHER_ACCOUNT],
        ["forbiddenAccountIds", undefined],
    ])("%s, whoever names the profile", async (list, id) => {
        const accounts = { [list]: [id ?? lab.accountId] };
        await configure({ ...configured(), ...accounts });
        expect(await refusalOf({}), "of the provider").toContain(`ec2-instance-connect:${list}`);
        expect(await refusalOf({ profile: "deploy" }), "of a resource").toContain(`ec2-instance-connect:${list}`);
        await configure({ region: lab.region, ...accounts, connection: { profile: "deploy" } });
        expect(await refusalOf({}), "of the provider's connection").toContain(`ec2-instance-connect:${list}`);
    });

    test("for an account that it allows, also given as a number", async () => {
        const [id, other] = [Number(lab.accountId), OTHER_ACCOUNT];
        await configure({
            region: lab.region,
            allowedAccountIds: JSON.stringify([id]),
            forbiddenAccountIds: [other],
            connection: { profile: "deploy" },
        });
        expect(await refusalOf({})).toBe("it ran");
    });
});

test("a connection of null counts as no connection, in a program and in state", async () => {
    await configure({ ...configured(), connection: { osUser: "ec2-user", port: null } });
    const { inputs, failures } = await plugin.check({ ...command(), connection: null });
    expect(failures).toEqual([]);
    const { id, outputs } = await plugin.create(inputs);
    expect(await plugin.read(id, { ...outputs, connection: null })).toMatchObject({ id });
    await plugin.delete(id, { ...outputs, connection: null });
});

describe("a default that was marked secret", () => {
    const defaults = { hostKeys: ["SHA256:hunter55"], hostKeyPolicy: "pinned" };

    test.each([
        ["as a whole", secret({ osUser: "ro ot hunter55", profile: "\n hunter55", region: "hunter55" })],
        ["as one JSON text", secret(JSON.stringify({ osUser: "ro ot hunter55" }))],
        ["in part", { osUser: secret("ro ot hunter55"), address: "not a name" }],
        ["in part of a JSON text", JSON.stringify({ osUser: secret("ro ot hunter55") })],
        ["within a list", { ...defaults, hostKeys: [secret("hunter55")] }],
    ])("%s is shown neither by the provider's check nor by a resource's", async (_how, connection) => {
        const { failures } = await plugin.checkConfig({ ...configured(), connection });
        const told = failures.map(([, reason]) => reason).join("\n");
        expect(told).toContain("connection.");
        expect(told).not.toContain("hunter55");
        await plugin.configure({ ...configured(), connection });
        const ofResource = (await failuresOf({ port: 22 })).join("\n");
        expect(ofResource).toContain("The value comes from the provider's configuration.");
        expect(ofResource).not.toContain("hunter55");
    });

    test("hides nothing that a resource gives in its place", async () => {
        await plugin.configure({ ...configured(), connection: secret({ osUser: "ubuntu" }) });
        expect((await failuresOf({ osUser: "ro ot" })).join("\n")).toMatch(/got "ro ot"\.$/);
    });
});

describe("what a resource gives takes the place of defaults that do not go with it", () => {
    test.each([
        ["via for endpointId", { endpointId: ENDPOINT }, { via: JUMP_HOST }],
        ["endpointId for via", { via: JUMP_HOST }, { endpointId: ENDPOINT }],
        ["an endpoint for via", { via: JUMP_HOST }, { route: "endpoint" }],
        ["via for an endpoint", { route: "endpoint" }, { via: JUMP_HOST }],
        ["an endpoint for proxy", { proxy: "http://127.0.0.1:1" }, { route: "endpoint" }],
        ["another route for endpointId", { endpointId: ENDPOINT }, { route: "public" }],
        ["privateKey for keyType", { keyType: "rsa-4096" }, { privateKey: "PRIVATE" }],
    ])("%s", async (_what, connection, given) => {
        await configure({ ...configured(), connection });
        const told = (await failuresOf(given)).filter((reason) => !reason.startsWith("connection.privateKey: "));
        expect(told).toEqual([]);
    });

    test("except for the address of sshd and that a key must be pinned: the failure names the value's owner", async () => {
        await configure({ ...configured(), connection: { port: 2222 } });
        expect(await failuresOf({ route: "endpoint" })).toEqual([
            "connection.port: an endpoint connects to ports 22 and 3389 only; got 2222. The value comes from the provider's configuration.",
        ]);
        await configure({ ...configured(), connection: { route: "endpoint" } });
        expect(await failuresOf({ port: 2222 })).toEqual([
            "connection.port: an endpoint connects to ports 22 and 3389 only; got 2222. connection.route comes from the provider's configuration.",
        ]);
    });
});

test("the region in state counts for more than another default of the provider", async () => {
    await configure({ profile: "deploy", connection: { region: lab.region } });
    const { inputs } = await plugin.check(command());
    const { id, outputs } = await plugin.create(inputs);
    // A process that has nobody's answer yet.
    await plugin.stop();
    plugin = await start();
    await configure({ profile: "deploy", connection: { region: "us-east-2" } });
    const since = lab.requests.length;
    expect(await plugin.read(id, outputs)).toMatchObject({ id });
    await plugin.update(id, outputs, { ...inputs, triggers: ["again"] });
    await plugin.delete(id, outputs);
    expect(lab.requests.length).toBeGreaterThan(since);
    expect(plugin.lines.map(({ text }) => text).join("\n")).not.toContain("us-east-2");
});
