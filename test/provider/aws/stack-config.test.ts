import { describe, expect, it } from "vitest";
import { readStackAws } from "../../../provider/aws/stack-config";
import { failureOf } from "./fake-aws";

function read(config: Record<string, unknown>) {
    const text = (key: string) => {
        const value = config[key.replace(/^aws:/, "")];
        return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    };
    return readStackAws(text);
}

const refusalOf = (config: Record<string, unknown>) => failureOf(Promise.resolve().then(() => read(config)));

describe("the stack's aws: configuration", () => {
    it("has every field of a role, as @pulumi/aws has them", () => {
        const role = {
            roleArn: "arn:aws:iam::111122223333:role/a",
            externalId: "x",
            sessionName: "s",
            duration: "1h",
            policy: '{"Version":"2012-10-17"}',
            policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            sourceIdentity: "me",
            tags: { team: "a" },
            transitiveTagKeys: ["team"],
        };
        const { duration: _duration, ...rest } = role;
        const expected = [{ ...rest, durationSeconds: 3_600 }];
        expect(read({ assumeRole: role }).assumeRoles).toEqual(expected);
        expect(read({ assumeRoles: [role] }).assumeRoles).toEqual(expected);
        expect(read({ assumeRole: [role] }).assumeRoles).toEqual(expected);
    });

    it("takes numbers for texts: pulumi config set --path makes them of ids", () => {
        const roleArn = "arn:aws:iam::111122223333:role/a";
        expect(read({ assumeRole: { roleArn, externalId: 12345 } }).assumeRoles[0]?.externalId).toBe("12345");
        expect(read({ allowedAccountIds: [12345] }).accounts.allowed).toEqual(["000000012345"]);
    });

    it("does not widen a role whose policy is written as an object", () => {
        const assumeRole = { roleArn: "arn:aws:iam::111122223333:role/a", policy: { Version: "2012-10-17" } };
        expect(read({ assumeRole }).assumeRoles[0]?.policy).toBe('{"Version":"2012-10-17"}');
    });

    it("takes null for nothing", () => {
        const role = { roleArn: "arn:aws:iam::111122223333:role/a", externalId: null, policyArns: null, tags: null };
        const durations = [
            { duration: null },
            { durationSeconds: null, duration: "1h" },
            { durationSeconds: 60, duration: null },
        ];
        const found = durations.map((duration) => read({ assumeRole: { ...role, ...duration } }).assumeRoles[0]);
        expect(found.map((one) => one?.durationSeconds)).toEqual([undefined, 3_600, 60]);
        expect(found[0]).toMatchObject({ externalId: undefined, policyArns: [], tags: {} });
    });

    it("takes an empty ARN for no role", () => {
        expect(read({ assumeRole: { roleArn: "" } }).assumeRoles).toEqual([]);
        expect(read({ assumeRole: {} }).assumeRoles).toEqual([]);
        expect(read({ assumeRoleWithWebIdentity: { roleArn: "" } }).webIdentity).toBeUndefined();
    });

    it.each([
        ["assumeRole", { rolearn: "arn:aws:iam::111122223333:role/a" }],
        ["assumeRoles", [{ externalId: "x" }]],
        ["assumeRoleWithWebIdentity", { webIdentityToken: "x" }],
        ["assumeRole", { roleArn: "arn:a", duration: "an hour" }],
        ["assumeRole", { roleArn: "arn:a", duration: "3600" }],
        ["useFipsEndpoint", "yes"],
        ["allowedAccountIds", "111122223333"],
        ["allowedAccountIds", ["production"]],
        ["endpoints", ["http://127.0.0.1"]],
        ["sharedConfigFiles", "[1"],
        ["sharedCredentialsFiles", [1]],
    ])(
        "says that %s can't be %j: going on without it would be another account or another place",
        async (name, value) => {
            const failure = await refusalOf({ [name]: value });
            expect(failure).toMatchObject({ code: "AWS_CONFIG_MALFORMED", layer: "inputs", retryable: false });
            expect(failure.summary).toContain(`aws:${name} `);
        },
    );

    it.each([
        [{ accessKey: "AKIAEXAMPLE" }, "aws:secretKey"],
        [{ secretKey: "made-up" }, "aws:accessKey"],
    ])("does not use other credentials where it has but one key: %j", async (config, named) => {
        const failure = await refusalOf(config);
        expect(failure).toMatchObject({ code: "AWS_CONFIG_MALFORMED" });
        expect(failure.summary).toContain(named);
        expect(JSON.stringify(failure)).not.toContain("made-up");
    });

    it("has switches, proxies, files and a region for STS", () => {
        expect(
            read({
                useFipsEndpoint: true,
                useDualstackEndpoint: "False",
                stsRegion: "us-east-1",
                httpsProxy: "http://proxy:3128",
                noProxy: "localhost",
                customCaBundle: "~/ca.pem",
                sharedConfigFiles: ["/a", "/b"],
                sharedCredentialsFiles: "/c",
            }),
        ).toMatchObject({
            useFipsEndpoint: true,
            useDualstackEndpoint: false,
            stsRegion: "us-east-1",
            network: { httpsProxy: "http://proxy:3128", noProxy: "localhost", caBundle: "~/ca.pem" },
            sharedFiles: { config: ["/a", "/b"], credentials: ["/c"] },
        });
    });

    it("uses its proxy for plain HTTP if it has no other, as @pulumi/aws does", () => {
        expect(read({ httpProxy: "http://one:1" }).network.httpsProxy).toBe("http://one:1");
        expect(read({ httpProxy: "http://one:1", httpsProxy: "http://two:2" }).network.httpsProxy).toBe("http://two:2");
    });
});
