// How the provider's own roles are assumed: what @pulumi/aws has of a session, on top of a role of `connection`.
import { assumeRoleRows } from "./assume-role-rows";
import { listKind } from "./list-kind";
import { argumentRow } from "./property-row";
import { anyTextKind, neverShown, type TextRule, textKind } from "./text-kind";
import { textMapKind } from "./text-map-kind";
import { durationKind } from "./unit-kinds";
import type { ValueKind } from "./value-kind";
import { orWritten } from "./written-text";

const POLICY_ARN: TextRule = {
    expected: "the ARN of an IAM policy",
    example: '"arn:aws:iam::aws:policy/ReadOnlyAccess"',
    accepts: (text) => /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\x21-\x7e]+$/.test(text),
};
const TAG: TextRule = { expected: "a string", example: '"production"', accepts: () => true };
const writtenKind = orWritten(anyTextKind);

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

const roleRows = assumeRoleRows.map(orWritten);

export const providerAssumeRoleRows = Object.freeze([
    ...roleRows,
    ...sessionRows,
    argumentRow({
        name: "sourceIdentity",
        kind: writtenKind,
        doc: "Source identity that the session carries.",
        change: "record",
    }),
    argumentRow({
        name: "tags",
        kind: textMapKind({ expected: "a map of tags", example: '{ team: "platform" }' }, orWritten(textKind(TAG))),
        doc: "Tags of the session.",
        change: "record",
    }),
    argumentRow({
        name: "transitiveTagKeys",
        kind: texts("a list of tag names", '["team"]', writtenKind),
        doc: "Names of the tags that later sessions of a chain inherit.",
        change: "record",
    }),
]);

export const providerWebIdentityRows = Object.freeze([
    ...roleRows.filter(({ name }) => name !== "externalId"),
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
