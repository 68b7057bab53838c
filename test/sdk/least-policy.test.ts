import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type LeastPolicyArgs, leastPolicy } from "../../sdk";
import { faultsOfPolicy } from "../support/iam-grammar";
import { root } from "../support/imports";

const ID = "i-0123456789abcdef0";
const OTHER = "i-0fedcba9876543210";
const FULL: LeastPolicyArgs = {
    instances: [ID, OTHER],
    region: "eu-west-1",
    accountId: "111122223333",
    osUsers: ["ec2-user", "deploy"],
    tags: { Managed: "pulumi", Stage: "test" },
    routes: ["endpoint"],
    hostKeys: "console",
    doctor: true,
};

const sidsOf = (args?: LeastPolicyArgs) => leastPolicy(args).Statement.map(({ Sid }) => Sid);

/** The statement with this Sid, without what is the same in all. */
function statement(sid: string, args: LeastPolicyArgs) {
    return leastPolicy(args).Statement.find(({ Sid }) => Sid === sid);
}

function messageOf(args: unknown): string {
    try {
        leastPolicy(args as LeastPolicyArgs);
    } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        return (error as Error).message;
    }
    return "";
}

describe("leastPolicy", () => {
    it("is what resources with nothing but an instance ID need", () => {
        expect(leastPolicy()).toEqual({
            Version: "2012-10-17",
            Statement: [
                { Sid: "FindInstances", Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" },
                { Sid: "FindImages", Effect: "Allow", Action: "ec2:DescribeImages", Resource: "*" },
                {
                    Sid: "PushKeys",
                    Effect: "Allow",
                    Action: "ec2-instance-connect:SendSSHPublicKey",
                    Resource: "arn:aws:ec2:*:*:instance/*",
                },
                {
                    Sid: "ReadHostKeys",
                    Effect: "Allow",
                    Action: "ec2:GetConsoleOutput",
                    Resource: "arn:aws:ec2:*:*:instance/*",
                },
                {
                    Sid: "FindEndpoints",
                    Effect: "Allow",
                    Action: "ec2:DescribeInstanceConnectEndpoints",
                    Resource: "*",
                },
                {
                    Sid: "OpenTunnels",
                    Effect: "Allow",
                    Action: "ec2-instance-connect:OpenTunnel",
                    Resource: "arn:aws:ec2:*:*:instance-connect-endpoint/*",
                    Condition: { NumericEquals: { "ec2-instance-connect:remotePort": "22" } },
                },
            ],
        });
        expect(leastPolicy({})).toEqual(leastPolicy());
        expect(leastPolicy({ instances: undefined, doctor: undefined })).toEqual(leastPolicy());
    });

    it("is narrowed by each argument", () => {
        const Resource = [ID, OTHER].map((id) => `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`);
        const tags = { "aws:ResourceTag/Managed": "pulumi", "aws:ResourceTag/Stage": "test" };
        expect(statement("PushKeys", FULL)).toMatchObject({
            Resource,
            Condition: { StringEquals: { "ec2:osuser": ["ec2-user", "deploy"], ...tags } },
        });
        expect(statement("ReadHostKeys", FULL)).toMatchObject({ Resource, Condition: { StringEquals: tags } });
        expect(statement("OpenTunnels", FULL)).toMatchObject({
            Resource: "arn:aws:ec2:eu-west-1:111122223333:instance-connect-endpoint/*",
        });
    });

    it.each<[string, LeastPolicyArgs, string[]]>([
        ["an address", { routes: ["public"] }, ["FindInstances", "FindImages", "PushKeys", "ReadHostKeys"]],
        ["a known user", { routes: ["ipv6"], osUsers: ["ubuntu"] }, ["FindInstances", "PushKeys", "ReadHostKeys"]],
        ["a pinned key", { routes: ["private"], hostKeys: "pinned" }, ["FindInstances", "FindImages", "PushKeys"]],
        [
            "the first key",
            { routes: ["public"], hostKeys: "trust-on-first-use" },
            ["FindInstances", "FindImages", "PushKeys"],
        ],
        [
            "one of several routes",
            { routes: ["public", "endpoint"], osUsers: ["ubuntu"], hostKeys: "off" },
            ["FindInstances", "PushKeys", "FindEndpoints", "OpenTunnels"],
        ],
        [
            "a doctor",
            { routes: ["public"], osUsers: ["ubuntu"], hostKeys: "off", doctor: true },
            [
                "FindInstances",
                "FindImages",
                "PushKeys",
                "LookAtStatusChecks",
                "LookAtSecurityGroups",
                "LookAtNetworkAcls",
                "LookAtRouteTables",
            ],
        ],
    ])("of %s has no statement that it does not need", (_name, args, sids) => {
        expect(sidsOf(args)).toEqual(sids);
    });

    it.each([
        ["eu-west-1", "aws"],
        ["cn-north-1", "aws-cn"],
        ["us-gov-west-1", "aws-us-gov"],
        ["us-iso-east-1", "aws-iso"],
        ["us-isob-east-1", "aws-iso-b"],
        ["eusc-de-east-1", "aws-eusc"],
    ])("is of the partition of region %s: %s", (region, partition) => {
        const arns = leastPolicy({ region }).Statement.map(({ Resource }) => Resource);
        expect(arns.filter((arn) => arn !== "*")).toEqual([
            `arn:${partition}:ec2:${region}:*:instance/*`,
            `arn:${partition}:ec2:${region}:*:instance/*`,
            `arn:${partition}:ec2:${region}:*:instance-connect-endpoint/*`,
        ]);
    });

    it("takes ARNs as they are, and their partition if no region is given", () => {
        const arn = `arn:aws-cn:ec2:cn-north-1:111122223333:instance/${ID}`;
        expect(statement("PushKeys", { instances: [arn, arn, OTHER] })?.Resource).toEqual([
            arn,
            `arn:aws-cn:ec2:*:*:instance/${OTHER}`,
        ]);
        expect(statement("OpenTunnels", { instances: [arn] })?.Resource).toBe(
            "arn:aws-cn:ec2:*:*:instance-connect-endpoint/*",
        );
    });

    it("keeps a tag's value from being taken for a variable", () => {
        const tags = { Owner: `a\${aws:username}$b` };
        expect(statement("PushKeys", { tags })?.Condition?.StringEquals).toEqual({
            "aws:ResourceTag/Owner": `a\${$}{aws:username}$b`,
        });
    });

    it("is frozen, and made again each time", () => {
        const policy = leastPolicy(FULL);
        expect(Object.isFrozen(policy)).toBe(true);
        expect(policy.Statement.every(Object.isFrozen)).toBe(true);
        expect(leastPolicy(FULL)).not.toBe(policy);
        expect(FULL.instances).toHaveLength(2);
    });

    it("obeys the grammar of IAM policies, whatever its arguments", () => {
        for (const instances of [undefined, [ID], [ID, OTHER]]) {
            for (const osUsers of [undefined, ["ec2-user"]]) {
                for (const routes of [undefined, ["public"], ["auto", "endpoint"]] as const) {
                    for (const hostKeys of [undefined, "console", "off"] as const) {
                        for (const region of [undefined, "us-gov-west-1"]) {
                            for (const tags of [undefined, { Name: "a b", "aws:autoscaling:groupName": "" }]) {
                                const args = { instances, osUsers, routes, hostKeys, region, tags, doctor: true };
                                expect([args, faultsOfPolicy(leastPolicy(args))]).toEqual([args, []]);
                            }
                        }
                    }
                }
            }
        }
    });

    it("is never longer than IAM takes: the error says what to do", () => {
        const instances = Array.from({ length: 100 }, (_, index) => `i-${String(index).padStart(17, "0")}`);
        expect(faultsOfPolicy(leastPolicy({ ...FULL, instances: instances.slice(0, 24) }))).toEqual([]);
        expect(messageOf({ ...FULL, instances })).toMatch(/would have \d+ characters, and IAM takes 6144 .* tags/);
    });

    it("is checked by a grammar that finds faults", () => {
        const [first] = leastPolicy(FULL).Statement;
        const broken = (changes: object) =>
            faultsOfPolicy({ Version: "2012-10-17", Statement: [{ ...first, ...changes }] });
        expect(broken({})).toEqual([]);
        expect(broken({ Action: "ec2:DescribeEverything" })).toHaveLength(1);
        expect(broken({ Resource: `arn:aws:ec2:*:*:instance/${ID}` })).toHaveLength(1);
        expect(broken({ Condition: { StringEquals: { "ec2:osuser": "root" } } })).toHaveLength(1);
        expect(broken({ Condition: { StringSame: { a: "b" } }, Sid: "a b", Effect: "Let" })).toHaveLength(3);
        expect(faultsOfPolicy({ Version: "2008-10-17", Statement: [first, first], Name: "x" })).toHaveLength(3);
    });
});

it("has the arguments that its page lists", () => {
    const page = readFileSync(join(root, "docs", "iam.md"), "utf8");
    const table = page.slice(page.indexOf("| Argument |"), page.indexOf("The arguments are plain values"));
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(messageOf({ unknown: 1 })).toContain(`there are ${listed.join(", ")}.`);
});

describe("arguments that are wrong", () => {
    it("are listed all at once", () => {
        expect(
            messageOf({
                instances: [ID, "web-1", 7],
                region: "eu-west-1a",
                accountId: "1234",
                osUsers: ["ec2-user", "no one"],
                tags: { Managed: true, "": "x", name: "a", Name: "b" },
                routes: ["public", "tunnel"],
                hostKeys: "known",
                doctor: "yes",
                osUser: "ec2-user",
            }),
        ).toMatchInlineSnapshot(`
          "leastPolicy can't make a policy of these arguments:
            - instances[1] must be the ID or the ARN of an instance, such as "i-0123456789abcdef0"; it is "web-1".
            - instances[2] must be the ID or the ARN of an instance, such as "i-0123456789abcdef0"; it is 7.
            - region must be the name of an AWS region, such as "eu-west-1"; it is "eu-west-1a".
            - accountId must be the 12 digits of an AWS account, such as "111122223333"; it is "1234".
            - osUsers[1] must be a user as EC2 Instance Connect accepts it, such as "ec2-user"; it is "no one".
            - tags["Managed"] must be a text of at most 256 characters; it is true.
            - tags[""]: a tag's key has 1 to 128 characters.
            - tags: IAM does not tell Name from another key that differs in case only.
            - routes[1] must be one of "auto", "public", "private", "ipv6", "endpoint"; it is "tunnel".
            - hostKeys must be one of "auto", "console", "pinned", "trust-on-first-use", "off"; it is "known".
            - doctor must be true or false; it is "yes".
            - osUser is no argument; there are instances, region, accountId, osUsers, tags, routes, hostKeys, doctor."
        `);
    });

    it.each<[string, unknown, RegExp]>([
        ["an empty list, which is not everything", { instances: [] }, /instances must not be empty/],
        ["one value in place of a list", { routes: "public" }, /routes must be a list; it is "public"/],
        ["no object", "public", /the argument must be an object; it is "public"/],
        ["null", { osUsers: null }, /osUsers must be a list; it is null/],
        [
            "another partition",
            { region: "eu-west-1", instances: [`arn:aws-cn:ec2:cn-north-1:111122223333:instance/${ID}`] },
            /of aws and aws-cn/,
        ],
        [
            "the ARN of something else",
            { instances: ["arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"] },
            /instances\[0\]/,
        ],
        ["a wildcard", { instances: ["*"] }, /instances\[0\]/],
    ])("%s", (_name, args, message) => {
        expect(messageOf(args)).toMatch(message);
    });

    it.each<[string, (later: unknown) => unknown]>([
        ["instances", (later) => ({ instances: later })],
        ["instances[0]", (later) => ({ instances: [later] })],
        ["region", (later) => ({ region: later })],
        ['tags["Name"]', (later) => ({ tags: { Name: later } })],
    ])("%s as an output or a promise: the error says how to give it", (path, argsWith) => {
        for (const later of [pulumi.output("x"), Promise.resolve("x")]) {
            const message = messageOf(argsWith(later));
            expect(message).toContain(`${path} must be a plain value; it is an output or a promise.`);
            expect(message).toContain(".apply(");
        }
    });
});
