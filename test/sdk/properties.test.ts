import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { argumentRows, checkInputs } from "../../provider/inputs";
import { readHiddenInputs } from "../../provider/process/hidden-inputs";
import { makeProperties } from "../../sdk/properties";
import { findSecretPaths } from "../../sdk/secret-paths";

beforeAll(() => {
    pulumi.runtime.setMocks({ newResource: () => ({ id: "id", state: {} }), call: () => ({}) }, "project", "stack");
});

const ARGS = { instanceId: "i-0123456789abcdef0", create: "true" };

describe("what is registered", () => {
    it("has as secrets what the table says, and the program's own object is not touched", async () => {
        const args = Object.freeze({ ...ARGS, environment: Object.freeze({ TOKEN: "t" }), stdin: "s" });
        const properties = makeProperties("name", args, undefined);
        const always = argumentRows.filter(({ secret }) => secret);
        expect(always.map(({ name }) => name)).toEqual(["environment", "stdin"]);
        for (const { name } of always) {
            expect(await pulumi.isSecret(properties[name] as pulumi.Output<unknown>), name).toBe(true);
        }
    });

    it("has an own key and its passphrase as secrets inside connection, in whatever way connection is given", async () => {
        const given = { osUser: "ubuntu", privateKey: "key", passphrase: Promise.resolve("word") };
        const { connection } = makeProperties("name", { ...ARGS, connection: given }, undefined) as never;
        const { osUser, privateKey, passphrase } = connection as {
            osUser: string;
            privateKey: pulumi.Output<string>;
            passphrase: pulumi.Output<string>;
        };
        expect(osUser).toBe("ubuntu");
        expect(await pulumi.isSecret(privateKey)).toBe(true);
        expect(await pulumi.isSecret(passphrase)).toBe(true);
        expect(given.privateKey).toBe("key");
        for (const later of [Promise.resolve(given), pulumi.output(given)]) {
            const whole = makeProperties("name", { ...ARGS, connection: later }, undefined).connection;
            expect(await pulumi.isSecret(whole as pulumi.Output<unknown>)).toBe(true);
        }
        const plain = makeProperties(
            "name",
            { ...ARGS, connection: pulumi.output({ port: 22 }) },
            undefined,
        ).connection;
        expect(await pulumi.isSecret(plain as pulumi.Output<unknown>)).toBe(false);
    });

    it("has no secret if the program gave nothing", () => {
        const { environment, stdin, update } = makeProperties("name", { ...ARGS, environment: undefined }, undefined);
        expect([environment, stdin, update]).toEqual([undefined, undefined, undefined]);
    });

    it("keeps an argument that does not exist, so that the check can name it", async () => {
        const properties = makeProperties("name", { ...ARGS, instanceID: "i" } as typeof ARGS, undefined);
        expect(properties).toHaveProperty("instanceID", "i");
    });

    it("has the resource's URN, for any kind of parent", async () => {
        const type = "pulumi-nodejs:dynamic/instanceConnectCommand:InstanceConnectCommand";
        const parent = new pulumi.ComponentResource("my:component:Type", "parent");
        const child = new pulumi.ComponentResource("my:component:Child", "child", {}, { parent });
        const urnUnder = (of?: pulumi.Resource) => makeProperties("name", ARGS, of && { parent: of }).__urn;
        expect(await urnUnder()).toBe(`urn:pulumi:stack::project::${type}::name`);
        expect(await urnUnder(parent)).toBe(`urn:pulumi:stack::project::my:component:Type$${type}::name`);
        expect(await urnUnder(child)).toBe(
            `urn:pulumi:stack::project::my:component:Type$my:component:Child$${type}::name`,
        );
    });

    it("has the custom timeouts as they were written, and none if there are none", () => {
        const timeoutsOf = (customTimeouts: pulumi.CustomTimeouts | undefined) =>
            makeProperties("name", ARGS, customTimeouts && { customTimeouts });
        expect(timeoutsOf({ create: "5m", delete: "30s" }).__customTimeouts).toEqual({ create: "5m", delete: "30s" });
        expect(timeoutsOf({ create: "5m", update: undefined } as never).__customTimeouts).toEqual({ create: "5m" });
        expect(timeoutsOf(undefined)).not.toHaveProperty("__customTimeouts");
        expect(timeoutsOf({})).not.toHaveProperty("__customTimeouts");
    });
});

describe("the paths of secret arguments", () => {
    it("are those that the program marked, not those that we mark", async () => {
        const { __secretPaths } = makeProperties("name", { ...ARGS, environment: { A: "a" }, stdin: "s" }, undefined);
        expect(await __secretPaths).toEqual([]);
    });

    it("are found at any depth, in promises and in outputs of objects", async () => {
        const paths = await findSecretPaths({
            create: pulumi.secret("script"),
            update: pulumi.output("plain"),
            delete: Promise.resolve(pulumi.secret("script")),
            environment: { TOKEN: pulumi.secret("t"), MODE: "m", "odd-name": pulumi.secret("o") },
            triggers: ["a", pulumi.secret("b"), [{ deep: Promise.resolve({ er: pulumi.secret(1) }) }]],
            connection: pulumi.output({ osUser: pulumi.secret("u") }),
        });
        expect(paths).toEqual([
            "create",
            "delete",
            "environment.TOKEN",
            'environment["odd-name"]',
            "triggers[1]",
            "triggers[2][0].deep.er",
            "connection",
        ]);
    });

    it("are reported for values that a preview does not know", async () => {
        const unknown = pulumi.unknown as never;
        const output = pulumi.output({ value: pulumi.secret("s") }).apply(() => unknown);
        expect(await findSecretPaths({ create: output })).toEqual(["create"]);
    });

    it("do not look inside resources and assets, which are sent as references", async () => {
        const resource = new pulumi.ComponentResource("my:component:Type", "trigger");
        Object.assign(resource, { password: pulumi.secret("p"), self: resource });
        const asset = new pulumi.asset.StringAsset("text");
        expect(await findSecretPaths({ triggers: [resource, asset, pulumi.secret("s")] })).toEqual(["triggers[2]"]);
    });

    it("hide in the check's messages what they name", () => {
        const registered = {
            ...ARGS,
            connection: { osUser: "hunter 2", region: "Not Secret" },
            __secretPaths: ["connection.osUser"],
        };
        const failures = checkInputs(registered, readHiddenInputs(registered));
        expect(JSON.stringify(failures)).not.toContain("hunter");
        expect(JSON.stringify(failures)).toContain("Not Secret");
    });
});
