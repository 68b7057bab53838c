// What a provider of its own process can be configured with, for all of its resources: in the shapes of @pulumi/aws.
import { assumeRoleRows } from "./assume-role-rows";
import { connectionKind } from "./connection-kind";
import { listKind } from "./list-kind";
import { objectKind } from "./object-kind";
import { argumentRow } from "./property-row";
import { anyTextKind, neverShown, type TextRule, textKind } from "./text-kind";
import { textMapKind } from "./text-map-kind";
import { PROFILE, REGION } from "./text-rules";
import { durationKind } from "./unit-kinds";
import type { ValueKind } from "./value-kind";

const ACCOUNT: TextRule = {
    expected: "the ID of an AWS account, 12 digits",
    example: '"111122223333"',
    accepts: (text) => /^\d{12}$/.test(text),
};
const URL_OF_SERVICE: TextRule = {
    expected: "the URL of a service",
    example: '"https://ec2.eu-west-1.amazonaws.com"',
    accepts: (text) => /^https?:\/\/[^\s/]+/.test(text),
};
const POLICY_ARN: TextRule = {
    expected: "the ARN of an IAM policy",
    example: '"arn:aws:iam::aws:policy/ReadOnlyAccess"',
    accepts: (text) => /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\x21-\x7e]+$/.test(text),
};
const TAG: TextRule = { expected: "a string", example: '"production"', accepts: () => true };

const texts = (expected: string, example: string, entry: ValueKind<string>) =>
    listKind({ expected, example, mayBeEmpty: true, entry });

/** What narrows a session or names it, for each way to assume a role. */
const sessionRows = [
    argumentRow({
        name: "duration",
        kind: durationKind,
        defaultText: "the role's own",
        doc: "How long the credentials are valid, such as `1h`.",
        change: "record",
    }),
    argumentRow({
        name: "policy",
        kind: anyTextKind,
        doc: "Session policy in JSON, which narrows what the role may do.",
        change: "record",
    }),
    argumentRow({
        name: "policyArns",
        kind: texts("a list of policy ARNs", '["arn:aws:iam::aws:policy/ReadOnlyAccess"]', textKind(POLICY_ARN)),
        doc: "ARNs of managed policies that narrow what the role may do.",
        change: "record",
    }),
];

export const providerAssumeRoleRows = Object.freeze([
    ...assumeRoleRows,
    ...sessionRows,
    argumentRow({
        name: "sourceIdentity",
        kind: anyTextKind,
        doc: "Source identity that the session carries.",
        change: "record",
    }),
    argumentRow({
        name: "tags",
        kind: textMapKind({ expected: "a map of tags", example: '{ team: "platform" }' }, TAG),
        doc: "Tags of the session.",
        change: "record",
    }),
    argumentRow({
        name: "transitiveTagKeys",
        kind: texts("a list of tag names", '["team"]', anyTextKind),
        doc: "Names of the tags that later sessions of a chain inherit.",
        change: "record",
    }),
]);

export const providerWebIdentityRows = Object.freeze([
    ...assumeRoleRows.filter(({ name }) => name !== "externalId"),
    argumentRow({
        name: "webIdentityToken",
        kind: neverShown(anyTextKind),
        secret: true,
        doc: "Token of the identity provider. Always a secret. Give either this or `webIdentityTokenFile`.",
        change: "record",
    }),
    argumentRow({
        name: "webIdentityTokenFile",
        kind: anyTextKind,
        defaultText: "the file that `AWS_WEB_IDENTITY_TOKEN_FILE` names",
        doc: "Path of a file with the token on the machine that runs Pulumi. It is read for each call.",
        change: "record",
    }),
    ...sessionRows,
]);

const service = (name: string, doc: string) =>
    argumentRow({ name, kind: textKind(URL_OF_SERVICE), doc, change: "record" });

export const providerEndpointsRows = Object.freeze([
    service("ec2", "URL of EC2."),
    service("ec2instanceconnect", "URL of EC2 Instance Connect."),
    service("sts", "URL of STS."),
]);

/** The arguments of the provider itself. */
export const configurationRows = Object.freeze([
    argumentRow({
        name: "region",
        kind: textKind(REGION),
        defaultText: "what the AWS SDK finds: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's",
        doc: "AWS region of the instances.",
        change: "record",
    }),
    argumentRow({
        name: "profile",
        kind: textKind(PROFILE),
        defaultText: "what the AWS SDK finds",
        doc: "Profile in the AWS configuration files whose credentials are used.",
        change: "record",
    }),
    argumentRow({
        name: "accessKey",
        kind: neverShown(anyTextKind),
        secret: true,
        doc: "ID of an access key. Always a secret. Give both `accessKey` and `secretKey` or neither.",
        change: "record",
    }),
    argumentRow({
        name: "secretKey",
        kind: neverShown(anyTextKind),
        secret: true,
        doc: "The secret part of the access key. Always a secret.",
        change: "record",
    }),
    argumentRow({
        name: "token",
        kind: neverShown(anyTextKind),
        secret: true,
        doc: "Session token of a temporary access key. Always a secret.",
        change: "record",
    }),
    argumentRow({
        name: "assumeRole",
        kind: objectKind({
            name: "ProviderAssumeRole",
            rows: providerAssumeRoleRows,
            example: '{ roleArn: "arn:aws:iam::111122223333:role/deploy" }',
        }),
        doc: "IAM role to assume for calls to AWS, starting from the credentials that would be used without it.",
        change: "record",
    }),
    argumentRow({
        name: "assumeRoleWithWebIdentity",
        kind: objectKind({
            name: "ProviderWebIdentity",
            rows: providerWebIdentityRows,
            example: '{ roleArn: "arn:aws:iam::111122223333:role/deploy", webIdentityTokenFile: "/run/token" }',
        }),
        doc: "IAM role to assume with the token of an identity provider, such as that of a CI system.",
        change: "record",
    }),
    argumentRow({
        name: "endpoints",
        kind: listKind({
            expected: "a list of objects",
            example: '[{ ec2: "https://ec2.eu-west-1.amazonaws.com" }]',
            mayBeEmpty: true,
            entry: objectKind({
                name: "ProviderEndpoints",
                rows: providerEndpointsRows,
                example: '{ ec2: "https://ec2.eu-west-1.amazonaws.com" }',
                isOpen: true,
            }) as ValueKind<object>,
        }),
        doc: "URLs of services in place of AWS's own. Other services than these are ignored, so the list of another provider can be used.",
        change: "record",
    }),
    argumentRow({
        name: "allowedAccountIds",
        kind: texts("a list of account IDs", '["111122223333"]', textKind(ACCOUNT)),
        doc: "IDs of the only AWS accounts that the credentials may belong to. Asks STS before anything else.",
        change: "record",
    }),
    argumentRow({
        name: "forbiddenAccountIds",
        kind: texts("a list of account IDs", '["111122223333"]', textKind(ACCOUNT)),
        doc: "IDs of AWS accounts that the credentials must not belong to. Asks STS before anything else.",
        change: "record",
    }),
    argumentRow({
        name: "connection",
        kind: connectionKind,
        doc: "How to reach instances, for every resource of this provider. What a resource gives in its own `connection` takes precedence, argument by argument.",
        change: "record",
    }),
]);
