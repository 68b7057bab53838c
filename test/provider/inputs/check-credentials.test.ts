import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkInputs, parseInputs } from "../../../provider/inputs";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const failuresOf = (connection: object) =>
    checkInputs({ ...GIVEN, connection }).map(({ property, reason }) => `${property}: ${reason}`);

const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

describe("connection.assumeRole", () => {
    it("takes what STS takes, and is parsed", () => {
        const assumeRole = { roleArn: "arn:aws-us-gov:iam::111122223333:role/team/deploy", externalId: "a:b/c" };
        expect(failuresOf({ assumeRole })).toEqual([]);
        expect(parseInputs({ ...GIVEN, connection: { assumeRole } }).connection.assumeRole).toEqual({
            ...assumeRole,
            sessionName: undefined,
        });
        expect(failuresOf({ assumeRole: { roleArn: UNKNOWN } })).toEqual([]);
    });

    it.each([
        [{ assumeRole: "arn:aws:iam::111122223333:role/x" }, /^connection\.assumeRole: expected an object/],
        [{ assumeRole: { roleArn: "deploy" } }, /^connection\.assumeRole\.roleArn: expected the ARN of an IAM role/],
        [{ assumeRole: {} }, /^connection\.assumeRole\.roleArn: .*got nothing/],
        [
            { assumeRole: { roleArn: "arn:aws:iam::111122223333:role/x", sessionName: "a b" } },
            /^connection\.assumeRole\.sessionName: expected/,
        ],
        [
            { assumeRole: { roleArn: "arn:aws:iam::111122223333:role/x", roleARN: "y" } },
            /^connection\.assumeRole\.roleARN: .*did you mean roleArn/,
        ],
    ])("refuses %j", (connection, reason) => {
        expect(failuresOf(connection).join("\n")).toMatch(reason);
    });
});

describe("connection.privateKey", () => {
    it("is taken when it can be used, and while it or its passphrase is unknown", () => {
        expect(failuresOf({ privateKey })).toEqual([]);
        expect(failuresOf({ privateKey: UNKNOWN })).toEqual([]);
        expect(failuresOf({ privateKey: "not a key", passphrase: UNKNOWN })).toEqual([]);
    });

    it("is refused with the reason, which shows nothing of it", () => {
        const broken = privateKey.slice(0, 200);
        expect(failuresOf({ privateKey: broken })).toEqual([
            "connection.privateKey: the private key can't be read: it is damaged, or of an unknown kind.",
        ]);
        const { privateKey: curve } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const pem = curve.export({ type: "sec1", format: "pem" });
        expect(failuresOf({ privateKey: pem }).join()).toMatch(
            /^connection\.privateKey: the key is ec; EC2 Instance Connect/,
        );
    });

    it("has no keyType beside it, and no passphrase goes without it", () => {
        expect(failuresOf({ privateKey, keyType: "ed25519" }).join()).toMatch(
            /^connection\.keyType: .*leave out one of the two/,
        );
        expect(failuresOf({ passphrase: "word" }).join()).toMatch(/^connection\.passphrase: there is no privateKey/);
    });
});

describe("waitForCloudInit", () => {
    it("is a switch or a duration, and true means 20 minutes", () => {
        const waitOf = (waitForCloudInit: unknown) => parseInputs({ ...GIVEN, waitForCloudInit }).waitForCloudInitMs;
        expect([waitOf(true), waitOf(false), waitOf(undefined), waitOf("90s")]).toEqual([
            1_200_000,
            undefined,
            undefined,
            90_000,
        ]);
        expect(checkInputs({ ...GIVEN, waitForCloudInit: "soon" })).toHaveLength(1);
        expect(checkInputs({ ...GIVEN, waitForCloudInit: 20 })).toHaveLength(1);
    });
});
