import { partitionOf } from "../../provider/base/partition";
import { checkPolicyArgs, INSTANCE_ARN, policyError } from "./check-policy-args";
import type { LeastPolicyArgs, PolicyHostKeys, PolicyRoute } from "./least-policy-args";
import type { PolicyDocument, PolicyStatement } from "./policy-document";

const ROUTES_BY_ENDPOINT: readonly PolicyRoute[] = ["auto", "endpoint"];
/** Of a managed policy, without white space. */
const LONGEST_POLICY = 6_144;
const HOST_KEYS_BY_CONSOLE: readonly PolicyHostKeys[] = ["auto", "console"];

/**
 * The IAM policy that the credentials of `pulumi up` need for such resources, and nothing else: an object for the `policy` of
 * `aws.iam.Policy`. Each statement allows one action, so that none can be left out.
 *
 * A role of `connection.assumeRole` needs the policy itself; the credentials in front of it need `sts:AssumeRole` on the role.
 * @throws {TypeError} an argument is wrong, or an output, or the policy would be too long for IAM; the message lists everything
 * that is wrong.
 */
export function leastPolicy(args: LeastPolicyArgs = {}): PolicyDocument {
    checkPolicyArgs(args);
    const { osUsers, tags = {}, routes = ["auto"], hostKeys = "auto", doctor = false } = args;
    const instances = instanceArns(args);
    const hasTags = tagConditions(tags);
    const signsInAs = osUsers === undefined ? {} : { "ec2:osuser": oneOrMore(osUsers) };
    return checkSize({
        Version: "2012-10-17",
        Statement: [
            look("FindInstances", "DescribeInstances"),
            // The image tells who signs in, unless the program does; and then whether somebody else was meant.
            ...(osUsers === undefined || doctor ? [look("FindImages", "DescribeImages")] : []),
            allow("PushKeys", "ec2-instance-connect:SendSSHPublicKey", instances, { ...signsInAs, ...hasTags }),
            ...(HOST_KEYS_BY_CONSOLE.includes(hostKeys)
                ? [allow("ReadHostKeys", "ec2:GetConsoleOutput", instances, hasTags)]
                : []),
            ...(routes.some((route) => ROUTES_BY_ENDPOINT.includes(route)) ? endpointStatements(args) : []),
            ...(doctor ? doctorStatements() : []),
        ],
    });
}

function checkSize(policy: PolicyDocument): PolicyDocument {
    const { length } = JSON.stringify(policy).replace(/\s/g, "");
    if (length > LONGEST_POLICY) {
        const remedy = "Give the instances a tag and name it in tags, or make several policies.";
        throw policyError([
            `The policy would have ${length} characters, and IAM takes ${LONGEST_POLICY} at most. ${remedy}`,
        ]);
    }
    return freeze(policy);
}

function endpointStatements(args: LeastPolicyArgs): PolicyStatement[] {
    return [
        look("FindEndpoints", "DescribeInstanceConnectEndpoints"),
        {
            ...allow(
                "OpenTunnels",
                "ec2-instance-connect:OpenTunnel",
                `${arnPrefix(args)}:instance-connect-endpoint/*`,
            ),
            Condition: { NumericEquals: { "ec2-instance-connect:remotePort": "22" } },
        },
    ];
}

function doctorStatements(): PolicyStatement[] {
    return [
        look("LookAtStatusChecks", "DescribeInstanceStatus"),
        look("LookAtSecurityGroups", "DescribeSecurityGroups"),
        look("LookAtNetworkAcls", "DescribeNetworkAcls"),
        look("LookAtRouteTables", "DescribeRouteTables"),
    ];
}

/** A call that reads, for which AWS knows no narrower resource. */
function look(sid: string, action: string): PolicyStatement {
    return allow(sid, `ec2:${action}`, "*");
}

function allow(
    sid: string,
    action: string,
    resource: string | string[],
    equals: { [key: string]: string | string[] } = {},
): PolicyStatement {
    return {
        Sid: sid,
        Effect: "Allow",
        Action: action,
        Resource: resource,
        ...(Object.keys(equals).length > 0 && { Condition: { StringEquals: equals } }),
    };
}

function instanceArns(args: LeastPolicyArgs): string | string[] {
    const prefix = `${arnPrefix(args)}:instance`;
    const arns = (args.instances ?? ["*"]).map((instance) =>
        INSTANCE_ARN.test(instance) ? instance : `${prefix}/${instance}`,
    );
    return oneOrMore(arns);
}

function arnPrefix({ region, accountId = "*", instances = [] }: LeastPolicyArgs): string {
    const named = instances.flatMap((instance) => INSTANCE_ARN.exec(instance)?.[1] ?? [])[0];
    const partition = region === undefined ? (named ?? "aws") : partitionOf(region);
    return `arn:${partition}:ec2:${region ?? "*"}:${accountId}`;
}

function tagConditions(tags: Readonly<Record<string, string>>): { [key: string]: string } {
    return Object.fromEntries(
        // IAM would take `${…}` for a variable.
        Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value.replaceAll(`\${`, `\${$}{`)]),
    );
}

/** Without repetitions; one value as IAM's own examples write it. */
function oneOrMore(values: readonly string[]): string | string[] {
    const [first = "", ...others] = new Set(values);
    return others.length === 0 ? first : [first, ...others];
}

function freeze<T extends object>(value: T): T {
    for (const part of Object.values(value)) {
        if (typeof part === "object" && part !== null) {
            freeze(part);
        }
    }
    return Object.freeze(value);
}
