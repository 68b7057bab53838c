// The provider's own configuration, by the built plugin.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { isSecret, secret, startPlugin, UNKNOWN } from "./plugin-process";

let lab: Lab;
let instance: LabInstance;
let plugin: Awaited<ReturnType<typeof startPlugin>>;

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
});
beforeEach(async () => {
    plugin = await startPlugin();
});
afterEach(() => plugin.stop());
afterAll(() => lab.stop());

/** What leads to the lab, with nothing in the environment. */
function labConfiguration() {
    const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL } = lab.environment;
    return {
        region: AWS_REGION,
        accessKey: AWS_ACCESS_KEY_ID,
        secretKey: AWS_SECRET_ACCESS_KEY,
        endpoints: [
            { ec2: AWS_ENDPOINT_URL, ec2instanceconnect: AWS_ENDPOINT_URL, sts: AWS_ENDPOINT_URL, s3: "unused" },
        ],
        allowedAccountIds: [lab.accountId],
    };
}

test("leads to instances, whether its values travel as they are or as JSON", async () => {
    const given = labConfiguration();
    const asJson = {
        ...given,
        endpoints: JSON.stringify(given.endpoints),
        allowedAccountIds: JSON.stringify(given.allowedAccountIds),
    };
    for (const configuration of [given, asJson]) {
        const { inputs, failures } = await plugin.checkConfig({ ...configuration, version: "0.1.0" });
        expect(failures).toEqual([]);
        await plugin.configure(inputs);
        const checked = await plugin.check({ instanceId: instance.instanceId, create: "echo hi" });
        const { id, outputs } = await plugin.create(checked.inputs);
        expect(outputs.stdout).toBe("hi");
        await plugin.delete(id, outputs);
    }
});

test("is checked with every failure at once, each with its path, and shows no secret", async () => {
    const { failures } = await plugin.checkConfig({
        region: "eu-west-1a",
        accesKey: "x",
        secretKey: "hidden-key",
        assumeRole: { roleArn: "deploy", duration: "soon", tags: { team: 7.5 } },
        assumeRoleWithWebIdentity: JSON.stringify({
            webIdentityToken: "hidden-token",
            webIdentityTokenFile: "/run/token",
        }),
        endpoints: [{ ec2: "localhost" }],
        allowedAccountIds: ["111122223333"],
        forbiddenAccountIds: ["12", "111122223333"],
        connection: JSON.stringify({ route: "publik", privateKey: "hidden-private" }),
    });
    const told = failures.map(([property, reason]) => property + reason);
    expect(told.map((line) => line.split(": ", 1)[0])).toEqual([
        "region",
        "assumeRole.roleArn",
        "assumeRole.duration",
        "assumeRole.tags.team",
        "assumeRoleWithWebIdentity.roleArn",
        "endpoints[0].ec2",
        "forbiddenAccountIds[0]",
        "connection.route",
        "connection.privateKey",
        "accesKey",
        "accessKey",
        "assumeRoleWithWebIdentity",
        "forbiddenAccountIds[1]",
    ]);
    expect(told.join("\n")).toContain("did you mean accessKey?");
    expect(told.join("\n")).not.toContain("hidden");
});

test("is kept with its secrets encrypted, and values that are not known yet pass", async () => {
    const { inputs, failures } = await plugin.checkConfig({
        region: UNKNOWN,
        accessKey: "AKIDEXAMPLE",
        secretKey: secret("hidden-key"),
        token: UNKNOWN,
        connection: JSON.stringify({ proxy: "socks5://user:hidden@127.0.0.1:1080" }),
        assumeRole: { roleArn: "arn:aws:iam::111122223333:role/deploy" },
    });
    expect(failures).toEqual([]);
    expect(
        Object.keys(inputs)
            .filter((name) => isSecret(inputs[name]))
            .sort(),
    ).toEqual(["accessKey", "connection", "secretKey"]);
    expect(inputs).toMatchObject({ region: UNKNOWN, token: UNKNOWN });
});

const ROLE = { roleArn: "arn:aws:iam::111122223333:role/deploy", duration: null };

test.each([
    ["account IDs as numbers", { allowedAccountIds: "[111122223333]", forbiddenAccountIds: [444455556666] }],
    [
        "numbers and truth values for texts of a role",
        { assumeRole: { ...ROLE, externalId: 1234, tags: { a: 7, b: true } } },
    ],
    ["a list of roles", { assumeRoles: JSON.stringify([ROLE, ROLE]) }],
    ["one role for a list", { assumeRoles: ROLE }],
    ["a list of roles under the older name", { assumeRole: [ROLE] }],
    ["endpoints as one object", { endpoints: { ec2: "http://127.0.0.1:1" } }],
    ["the kind of endpoints", { useFipsEndpoint: "true", useDualstackEndpoint: false, stsRegion: "us-east-1" }],
    [
        "proxies and certificates",
        { httpsProxy: "http://127.0.0.1:1", noProxy: "*.internal", customCaBundle: "~/ca.pem" },
    ],
    ["files with profiles", { sharedConfigFiles: '["~/a"]', sharedCredentialsFiles: "~/b" }],
    ["nothing, as null", { region: null, assumeRole: null, assumeRoles: null, connection: null, endpoints: null }],
])("may have %s", async (_what, configuration) => {
    const { inputs, failures } = await plugin.checkConfig(configuration);
    expect(failures).toEqual([]);
    await plugin.configure({ ...labConfiguration(), ...inputs });
    expect(await plugin.diffConfig({ region: null }, {})).toMatchObject({ changes: false });
});

test("says of a number what it can't tell: zeros in front, and digits that numbers do not keep", async () => {
    const { failures } = await plugin.checkConfig({
        allowedAccountIds: "[12345678901]",
        assumeRole: { ...ROLE, externalId: 2 ** 60 },
        assumeRoles: [ROLE],
    });
    expect(failures.map(([, reason]) => reason)).toEqual([
        expect.stringMatching(/^assumeRole\.externalId: .*in quotes/),
        expect.stringMatching(/^allowedAccountIds\[0\]: .*the number 12345678901.* zeros .*"012345678901"/),
        expect.stringMatching(/^assumeRoles: .*assumeRole or assumeRoles; got both/),
    ]);
});

test("shows nothing of what the program marked secret, and encrypts what holds a secret", async () => {
    const { failures } = await plugin.checkConfig({
        region: secret("hunter55"),
        profile: secret("\n hunter55"),
        endpoints: [{ ec2: secret("hunter55") }],
        stsRegion: "hunter",
        allowedAccountIds: secret("[55]"),
        httpsProxy: "hunter55",
    });
    const told = failures.map(([, reason]) => reason);
    expect(told.map((line) => line.split(":", 1)[0]).sort()).toEqual([
        "allowedAccountIds[0]",
        "endpoints[0].ec2",
        "httpsProxy",
        "profile",
        "region",
        "stsRegion",
    ]);
    expect(told.join("\n")).toContain('got "hunter"');
    expect(told.join("\n")).not.toContain("55");
    const { inputs } = await plugin.checkConfig({
        assumeRoles: [ROLE, { ...ROLE, externalId: "hidden" }],
        httpsProxy: "http://user:hidden@127.0.0.1:1",
    });
    expect(isSecret(inputs.assumeRoles) && isSecret(inputs.httpsProxy)).toBe(true);
    const marked = await plugin.checkConfig({ connection: JSON.stringify({ osUser: secret("ubuntu") }) });
    expect(isSecret(marked.inputs.connection), "as a text, in which the engine finds no mark").toBe(true);
});

test("that changes replaces nothing", async () => {
    const olds = { region: "eu-west-1", secretKey: "one", connection: '{"port":22}' };
    expect(await plugin.diffConfig(olds, { ...olds, connection: { port: 22 } })).toMatchObject({ changes: false });
    expect(await plugin.diffConfig(olds, { ...olds, region: "eu-west-2", secretKey: secret("two") })).toEqual({
        changes: true,
        replaces: [],
        deleteBeforeReplace: false,
        details: { region: "UPDATE", secretKey: "UPDATE" },
    });
});

test("gives defaults for connection, which are in no state, and which each resource overrides", async () => {
    await plugin.configure({
        ...labConfiguration(),
        connection: { osUser: "nobody-there", route: "private", hostKeyPolicy: "off" },
    });
    const given = {
        instanceId: instance.instanceId,
        create: "echo hi",
        connection: { osUser: "ec2-user", route: "public" },
    };
    const { inputs, failures } = await plugin.check(given);
    expect(failures).toEqual([]);
    expect(inputs.connection).toEqual(given.connection);
    const { outputs } = await plugin.create(inputs);
    expect(outputs).toMatchObject({ connection: given.connection, run: { osUser: "ec2-user", route: "public" } });
    const wrong = await plugin.check({ ...given, connection: { hostKeyPolicy: "pinned" } });
    expect(wrong.failures.map(([, reason]) => reason.split(":", 1)[0])).toEqual(["connection.hostKeys"]);
});

test("of another account stops everything, in words that a program of the plugin can follow", async () => {
    await plugin.configure({ ...labConfiguration(), allowedAccountIds: ["999988887777"] });
    const { inputs } = await plugin.check({ instanceId: instance.instanceId, create: "echo hi" });
    const error = await plugin.create(inputs).catch((thrown) => thrown);
    expect(error.message).toContain("ec2-instance-connect:allowedAccountIds");
    expect(error.message).not.toContain("aws:allowed");
});

test("that is missing is reported in the same words", async () => {
    await plugin.configure({});
    const { inputs } = await plugin.check({ instanceId: instance.instanceId, create: "echo hi" });
    const error = await plugin.create(inputs).catch((thrown) => thrown);
    expect(error.message).toContain("pulumi config set ec2-instance-connect:region eu-west-1");
    expect(error.message).not.toMatch(/\baws:/);
});
