// What a provider of its own process can be configured with, for all of its resources: in the shapes of @pulumi/aws.
import { accountKind } from "./account-kind";
import { connectionKind } from "./connection-kind";
import { listKind } from "./list-kind";
import { networkRows } from "./network-rows";
import { objectKind } from "./object-kind";
import { oneOrListKind } from "./one-or-list-kind";
import { argumentRow } from "./property-row";
import { providerAssumeRoleRows, providerWebIdentityRows } from "./provider-role-rows";
import { anyTextKind, neverShown, type TextRule, textKind } from "./text-kind";
import { PROFILE, REGION } from "./text-rules";
import type { ValueKind } from "./value-kind";

export { providerAssumeRoleRows, providerWebIdentityRows } from "./provider-role-rows";

const URL_OF_SERVICE: TextRule = {
    expected: "the URL of a service",
    example: '"https://ec2.eu-west-1.amazonaws.com"',
    accepts: (text) => /^https?:\/\/[^\s/]+/.test(text),
};
const service = (name: string, doc: string) =>
    argumentRow({ name, kind: textKind(URL_OF_SERVICE), doc, change: "record" });

export const providerEndpointsRows = Object.freeze([
    service("ec2", "URL of EC2."),
    service("ec2instanceconnect", "URL of EC2 Instance Connect."),
    service("sts", "URL of STS."),
]);

const endpointsKind = objectKind({
    name: "ProviderEndpoints",
    rows: providerEndpointsRows,
    example: '{ ec2: "https://ec2.eu-west-1.amazonaws.com" }',
    isOpen: true,
});

const ROLE = '{ roleArn: "arn:aws:iam::111122223333:role/deploy" }';
const assumeRoleKind = objectKind({ name: "ProviderAssumeRole", rows: providerAssumeRoleRows, example: ROLE });
const assumeRoleKinds = { one: assumeRoleKind, list: listOf(assumeRoleKind, "a list of objects", `[${ROLE}]`) };

const accountsKind = listOf(accountKind, "a list of account IDs", '["111122223333"]');

const filesRow = (name: string, what: string, example: string) =>
    argumentRow({
        name,
        kind: oneOrListKind({
            one: anyTextKind,
            list: listOf(anyTextKind, "a list of paths", `["${example}"]`),
            shownAs: "list",
        }),
        defaultText: "what the AWS SDK finds",
        doc: `Paths of the AWS ${what} files, with \`~/\` for the home directory. Of several the last that has the profile is used.`,
        change: "record",
    });

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
        kind: oneOrListKind({ ...assumeRoleKinds, shownAs: "one" }),
        doc: "IAM role to assume for calls to AWS, starting from the credentials that would be used without it.",
        change: "record",
    }),
    argumentRow({
        name: "assumeRoles",
        kind: oneOrListKind({ ...assumeRoleKinds, shownAs: "list" }),
        doc: "IAM roles to assume one after the other. Give either this or `assumeRole`.",
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
        kind: oneOrListKind({
            one: endpointsKind,
            list: listOf(endpointsKind, "a list of objects", '[{ ec2: "https://ec2.eu-west-1.amazonaws.com" }]'),
            shownAs: "list",
        }),
        doc: "URLs of services in place of AWS's own. Other services than these are ignored, so the list of another provider can be used.",
        change: "record",
    }),
    ...networkRows,
    filesRow("sharedConfigFiles", "configuration", "~/.aws/config"),
    filesRow("sharedCredentialsFiles", "credentials", "~/.aws/credentials"),
    argumentRow({
        name: "allowedAccountIds",
        kind: accountsKind,
        doc: "IDs of the only AWS accounts that the credentials may belong to. Asks STS before anything else.",
        change: "record",
    }),
    argumentRow({
        name: "forbiddenAccountIds",
        kind: accountsKind,
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

function listOf(entry: ValueKind<unknown>, expected: string, example: string): ValueKind<readonly unknown[]> {
    return listKind({ expected, example, mayBeEmpty: true, entry });
}
