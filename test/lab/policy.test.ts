import {
    DescribeImagesCommand,
    DescribeInstancesCommand,
    GetConsoleOutputCommand,
    StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import { type Lab, startLab } from "../../lab";
import { judge } from "../../lab/policy/judge";
import { readPolicy } from "../../lab/policy/read-policy";
import { awsClients, makeKey, pushKey } from "./connect";

const ACCOUNT = "arn:aws:ec2:eu-central-1:111122223333";
const INSTANCE = `${ACCOUNT}:instance/i-0123456789abcdef0`;

const policyOf = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource: string | string[] = "*", Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition && { Condition }),
});

function allows(
    statements: object[],
    context: Record<string, string> = {},
    action = "ec2:GetConsoleOutput",
    arn = INSTANCE,
) {
    return judge(readPolicy(policyOf(...statements)), { action, resources: [{ arn, context }] }).allowed;
}

describe("a policy", () => {
    it.each<[string, object, boolean]>([
        ["the action", allow("ec2:GetConsoleOutput"), true],
        ["the action in other letters", allow("EC2:getconsoleoutput"), true],
        ["another action", allow("ec2:DescribeInstances"), false],
        ["a wildcard", allow("ec2:Get*"), true],
        ["a wildcard for one letter", allow("ec2:GetConsoleOutpu?"), true],
        ["one of several actions", allow(["ec2:DescribeInstances", "ec2:GetConsoleOutput"]), true],
        ["all but another action", { Effect: "Allow", NotAction: "ec2:Describe*", Resource: "*" }, true],
        ["all but the action", { Effect: "Allow", NotAction: "ec2:Get*", Resource: "*" }, false],
        ["the resource", allow("*", INSTANCE), true],
        ["another resource", allow("*", `${ACCOUNT}:instance/i-0fedcba9876543210`), false],
        ["resources by wildcards", allow("*", "arn:aws:ec2:*:*:instance/i-0123*"), true],
        ["a resource of another account", allow("*", "arn:aws:ec2:*:999988887777:instance/*"), false],
        ["all but the resource", { Effect: "Allow", Action: "*", NotResource: INSTANCE }, false],
    ])("that names %s", (_name, statement, isAllowed) => {
        expect(allows([statement])).toBe(isAllowed);
    });

    it.each<[string, Record<string, Record<string, unknown>>, boolean]>([
        ["StringEquals", { StringEquals: { "aws:ResourceTag/Stage": "test" } }, true],
        ["StringEquals, key in other letters", { StringEquals: { "AWS:resourcetag/stage": "test" } }, true],
        ["StringEquals, one of several", { StringEquals: { "aws:ResourceTag/Stage": ["live", "test"] } }, true],
        ["StringEquals, no wildcards", { StringEquals: { "aws:ResourceTag/Stage": "te*" } }, false],
        ["StringEquals, a variable", { StringEquals: { "aws:ResourceTag/Price": `\${$}{5}` } }, true],
        [
            "StringEquals, a value of the request",
            { StringEquals: { "aws:ResourceTag/Stage": `\${ec2:osuser}` } },
            false,
        ],
        [
            "StringEquals, another key missing",
            { StringEquals: { "aws:ResourceTag/Stage": "test", "aws:ResourceTag/No": "" } },
            false,
        ],
        ["StringEqualsIfExists", { StringEqualsIfExists: { "aws:ResourceTag/No": "x" } }, true],
        ["StringNotEquals", { StringNotEquals: { "aws:ResourceTag/Stage": ["live", "other"] } }, true],
        ["StringNotEquals, equal", { StringNotEquals: { "aws:ResourceTag/Stage": ["live", "test"] } }, false],
        ["StringLike", { StringLike: { "aws:ResourceTag/Stage": "t?s*" } }, true],
        ["NumericEquals", { NumericEquals: { "ec2-instance-connect:remotePort": "22" } }, true],
        ["NumericEquals, a number", { NumericEquals: { "ec2-instance-connect:remotePort": 3389 } }, false],
        [
            "NumericLessThanEquals",
            { NumericLessThanEquals: { "ec2-instance-connect:maxTunnelDuration": "3600" } },
            true,
        ],
        [
            "NumericLessThanEquals, more",
            { NumericLessThanEquals: { "ec2-instance-connect:maxTunnelDuration": "3599" } },
            false,
        ],
        ["IpAddress", { IpAddress: { "ec2-instance-connect:privateIpAddress": "10.0.1.0/24" } }, true],
        [
            "IpAddress, another range",
            { IpAddress: { "ec2-instance-connect:privateIpAddress": ["10.0.2.0/24", "fd00::/8"] } },
            false,
        ],
        ["IpAddress, one address", { IpAddress: { "ec2-instance-connect:privateIpAddress": "10.0.1.7" } }, true],
        ["NotIpAddress", { NotIpAddress: { "ec2-instance-connect:privateIpAddress": "10.0.1.7/32" } }, false],
        ["ArnLike", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/l?b" } }, true],
        ["ArnLike, a wildcard in one part", { ArnLike: { "aws:PrincipalArn": "arn:*:user/lab" } }, false],
        [
            "two operators",
            { StringLike: { "ec2:osuser": "*" }, NumericEquals: { "ec2-instance-connect:remotePort": "1" } },
            false,
        ],
    ])("with the condition %s", (_name, Condition, isAllowed) => {
        const context = {
            "aws:ResourceTag/Stage": "test",
            "aws:ResourceTag/Price": `\${5}`,
            "ec2:osuser": "ec2-user",
            "ec2-instance-connect:remotePort": "22",
            "ec2-instance-connect:maxTunnelDuration": "3600",
            "ec2-instance-connect:privateIpAddress": "10.0.1.7",
            "aws:PrincipalArn": "arn:aws:iam::111122223333:user/lab",
        };
        expect(allows([allow("*", "*", Condition)], context)).toBe(isAllowed);
    });

    it("denies what one statement denies, whatever another allows", () => {
        const deny = {
            Effect: "Deny",
            Action: "ec2:*",
            Resource: "*",
            Condition: { StringEquals: { "ec2:osuser": "root" } },
        };
        expect(allows([allow("*"), deny], { "ec2:osuser": "root" })).toBe(false);
        expect(allows([allow("*"), deny], { "ec2:osuser": "ec2-user" })).toBe(true);
    });

    it("must allow each resource of a request", () => {
        const policy = readPolicy(policyOf(allow("*", INSTANCE)));
        const resources = [INSTANCE, `${INSTANCE}1`].map((arn) => ({ arn, context: {} }));
        expect(judge(policy, { action: "ec2:StopInstances", resources })).toEqual({
            allowed: false,
            arn: `${INSTANCE}1`,
            isExplicit: false,
        });
    });

    it.each<[string, unknown, RegExp]>([
        [
            "of an unknown operator",
            policyOf(allow("*", "*", { ForAllValues: { a: "b" } })),
            /ForAllValues is an operator that the lab does not judge/,
        ],
        ["of another version", { Version: "2008-10-17", Statement: [] }, /Version/],
        ["with a principal", policyOf({ ...allow("*"), Principal: "*" }), /can't have Principal/],
        ["with one Sid twice", policyOf({ ...allow("*"), Sid: "A" }, { ...allow("*"), Sid: "A" }), /Sid/],
        ["without a resource", policyOf({ Effect: "Allow", Action: "*" }), /must have Resource or NotResource/],
        ["with a resource that is no ARN", policyOf(allow("*", "i-0123456789abcdef0")), /Resource can't be "i-0123/],
        ["with an action of no service", policyOf(allow("DescribeInstances")), /Action can't be/],
        ["without an effect", policyOf({ Action: "*", Resource: "*" }), /Effect/],
    ])("%s is refused", (_name, policy, message) => {
        expect(() => readPolicy(policy as object)).toThrow(message);
    });
});

describe("a lab with a policy", () => {
    let lab: Lab;
    const instanceId = "i-0123456789abcdef0";

    afterEach(() => lab.stop());

    const start = async (...statements: object[]) => {
        lab = await startLab({ policy: JSON.stringify(policyOf(...statements)) });
        return lab.launchInstance({ instanceId, tags: { Stage: "test" } });
    };

    it("refuses what is not allowed, under each service's own error name and with AWS's sentence", async () => {
        const instance = await start(allow("ec2:DescribeInstances"));
        const { ec2, sts } = awsClients(lab);
        await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
        await expect(ec2.send(new DescribeImagesCommand({}))).rejects.toMatchObject({
            name: "UnauthorizedOperation",
            message:
                "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/lab is not authorized to perform: ec2:DescribeImages because no identity-based policy allows the ec2:DescribeImages action",
            $metadata: { httpStatusCode: 403 },
        });
        await expect(pushKey(lab, instance, makeKey())).rejects.toMatchObject({
            name: "AccessDeniedException",
            message: expect.stringContaining(`SendSSHPublicKey on resource: ${INSTANCE} because no identity-based`),
        });
        expect(instance.pushedKeys).toEqual([]);
        // Nobody needs a permission for it.
        expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(lab.accountId);
        expect(lab.requests.map(({ errorCode }) => errorCode)).toEqual([
            undefined,
            "UnauthorizedOperation",
            "AccessDeniedException",
            undefined,
        ]);
    });

    it("judges a push by the OS user, and by the instance and its tags", async () => {
        const Condition = { StringEquals: { "ec2:osuser": "ec2-user", "aws:ResourceTag/Stage": "test" } };
        const instance = await start(
            allow("ec2-instance-connect:SendSSHPublicKey", "arn:aws:ec2:*:*:instance/*", Condition),
        );
        await pushKey(lab, instance, makeKey());
        const denied = { name: "AccessDeniedException" };
        await expect(pushKey(lab, instance, makeKey(), "root")).rejects.toMatchObject(denied);
        const other = await lab.launchInstance({ tags: { Stage: "live" } });
        await expect(pushKey(lab, other, makeKey())).rejects.toMatchObject(denied);
        expect([instance.pushedKeys.length, other.pushedKeys.length]).toEqual([1, 0]);
    });

    it("judges calls about instances by each of them, and other lookups by no narrower resource than *", async () => {
        await start(allow(["ec2:GetConsoleOutput", "ec2:StopInstances", "ec2:DescribeInstances"], INSTANCE), {
            Effect: "Deny",
            Action: "ec2:StopInstances",
            Resource: "*",
            Condition: { StringEquals: { "ec2:ResourceTag/Stage": "test" } },
        });
        const other = await lab.launchInstance();
        const { ec2 } = awsClients(lab);
        const denied = { name: "UnauthorizedOperation" };
        await ec2.send(new GetConsoleOutputCommand({ InstanceId: instanceId }));
        const otherConsole = ec2.send(new GetConsoleOutputCommand({ InstanceId: other.instanceId }));
        await expect(otherConsole).rejects.toMatchObject(denied);
        await expect(ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }))).rejects.toMatchObject({
            message: expect.stringContaining("with an explicit deny in an identity-based policy"),
        });
        await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject(denied);
    });

    it("uses up no fault on a call that is refused", async () => {
        await start(allow("ec2:DescribeInstances"));
        lab.faults.serverError("DescribeImages");
        const { ec2 } = awsClients(lab);
        const ask = () => ec2.send(new DescribeImagesCommand({}));
        await expect(ask()).rejects.toMatchObject({ name: "UnauthorizedOperation" });
        await expect(ask()).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    });
});
