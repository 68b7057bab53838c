import { describe, expect, it } from "vitest";
import { resolveAwsSettings } from "../../../provider/aws";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

function settingsOf(config: Record<string, string>, connection = {}) {
    return resolveAwsSettings(connectionWith(connection), (key) => config[key]);
}

describe("resolveAwsSettings", () => {
    it("leaves everything to the AWS SDK when nothing is set", () => {
        expect(settingsOf({})).toMatchObject({
            region: undefined,
            credentials: { kind: "chain" },
            assumeRoles: [],
            endpoints: { ec2: undefined, sts: undefined, ec2InstanceConnect: undefined },
        });
    });

    it("takes region and profile from connection before the stack's", () => {
        const config = { "aws:region": "us-east-1", "aws:profile": "stack" };
        expect(settingsOf(config)).toMatchObject({
            region: "us-east-1",
            credentials: { kind: "profile", profile: "stack" },
        });
        expect(settingsOf(config, { region: "eu-west-1", profile: "own" })).toMatchObject({
            region: "eu-west-1",
            credentials: { kind: "profile", profile: "own" },
        });
    });

    it("takes the stack's keys before its profile, and keeps them when connection names a region only", () => {
        const config = {
            "aws:accessKey": "AKIAEXAMPLE",
            "aws:secretKey": "s3cret",
            "aws:token": "t0ken",
            "aws:profile": "stack",
        };
        expect(settingsOf(config, { region: "eu-west-1" }).credentials).toEqual({
            kind: "keys",
            accessKeyId: "AKIAEXAMPLE",
            secretAccessKey: "s3cret",
            sessionToken: "t0ken",
        });
    });

    it("drops the stack's keys and roles when connection names a profile", () => {
        const config = {
            "aws:accessKey": "AKIAEXAMPLE",
            "aws:secretKey": "s3cret",
            "aws:assumeRole": '{"roleArn":"arn:aws:iam::1:role/a"}',
        };
        expect(settingsOf(config, { profile: "own" })).toMatchObject({
            credentials: { kind: "profile", profile: "own" },
            assumeRoles: [],
        });
    });

    it.each([{ profile: "own" }, { assumeRole: { roleArn: "arn:a", externalId: undefined, sessionName: undefined } }])(
        "drops the stack's lists of accounts with its credentials for %j, unless they hold always",
        (connection) => {
            const config = { "aws:allowedAccountIds": '["111122223333"]', "aws:forbiddenAccountIds": "[444455556666]" };
            const lists = { allowed: ["111122223333"], forbidden: ["444455556666"] };
            expect(settingsOf(config).accounts).toEqual(lists);
            expect(settingsOf(config, connection).accounts).toEqual({ allowed: [], forbidden: [] });
            const always = resolveAwsSettings(connectionWith(connection), (key) => Reflect.get(config, key), {
                accountsAlwaysHold: true,
            });
            expect(always.accounts).toEqual(lists);
        },
    );

    it.each([
        ["an object, as in @pulumi/aws 6", "aws:assumeRole", '{"roleArn":"arn:a","externalId":"x","duration":"1h30m"}'],
        ["a list, as in @pulumi/aws 7", "aws:assumeRoles", '[{"roleArn":"arn:a","externalId":"x","duration":"1h30m"}]'],
        [
            "a list under the older name",
            "aws:assumeRole",
            '[{"roleArn":"arn:a","externalId":"x","durationSeconds":5400}]',
        ],
    ])("reads assumed roles from %s", (_name, key, json) => {
        expect(settingsOf({ [key]: json }).assumeRoles).toMatchObject([
            { roleArn: "arn:a", externalId: "x", durationSeconds: 5_400 },
        ]);
    });

    it("keeps the order of chained roles", () => {
        const roles = settingsOf({ "aws:assumeRoles": '[{"roleArn":"arn:a"},{"roleArn":"arn:b"}]' }).assumeRoles;
        expect(roles.map(({ roleArn }) => roleArn)).toEqual(["arn:a", "arn:b"]);
    });

    it("reads endpoints from a list", () => {
        const json =
            '[{"ec2":"http://127.0.0.1:1","sts":"http://127.0.0.1:2"},{"ec2instanceconnect":"http://127.0.0.1:3"}]';
        expect(settingsOf({ "aws:endpoints": json }).endpoints).toEqual({
            ec2: "http://127.0.0.1:1",
            sts: "http://127.0.0.1:2",
            ec2InstanceConnect: "http://127.0.0.1:3",
        });
    });

    it("ignores skip flags", () => {
        expect(settingsOf({ "aws:skipRegionValidation": "true", "aws:skipMetadataApiCheck": "true" }).key).toBe(
            settingsOf({}).key,
        );
    });

    it("names a value that it can't read, and does not repeat it", async () => {
        const work = Promise.resolve().then(() => settingsOf({ "aws:assumeRole": "s3cret text" }));
        const failure = await failureOf(work);
        expect(failure.code).toBe("AWS_CONFIG_MALFORMED");
        expect(failure.summary).toContain("aws:assumeRole");
        expect(JSON.stringify(failure)).not.toContain("s3cret");
    });

    it("has a key that is equal for equal settings only, and tells no secret", () => {
        const keys = { "aws:accessKey": "AKIAEXAMPLE", "aws:secretKey": "s3cret" };
        expect(settingsOf(keys).key).toBe(settingsOf({ ...keys }).key);
        expect(settingsOf(keys).key).not.toBe(settingsOf({ ...keys, "aws:secretKey": "other" }).key);
        expect(settingsOf(keys).key).not.toContain("s3cret");
        expect(settingsOf({}, { port: 2222, osUser: "me" }).key).toBe(settingsOf({}).key);
    });

    it("is frozen to its leaves", () => {
        const settings = settingsOf({ "aws:assumeRole": '{"roleArn":"arn:a"}' });
        expect(Object.isFrozen(settings) && Object.isFrozen(settings.assumeRoles[0])).toBe(true);
    });
});
