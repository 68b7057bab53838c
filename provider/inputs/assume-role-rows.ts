import { argumentRow, requiredRow } from "./property-row";
import { type TextRule, textKind } from "./text-kind";

const ROLE_ARN: TextRule = {
    expected: "the ARN of an IAM role",
    example: '"arn:aws:iam::111122223333:role/deploy"',
    accepts: (text) => /^arn:aws[a-z-]*:iam::\d{12}:role\/[\x21-\x7e]+$/.test(text),
};

const EXTERNAL_ID: TextRule = {
    expected: "an external ID of 2 to 1224 characters",
    example: '"deploy-7f3a"',
    accepts: (text) => /^[\w+=,.@:/-]{2,1224}$/.test(text),
};

const SESSION_NAME: TextRule = {
    expected: "a session name of 2 to 64 characters",
    example: '"pulumi"',
    accepts: (text) => /^[\w+=,.@-]{2,64}$/.test(text),
};

/** The properties of `connection.assumeRole`, by the patterns of STS. */
export const assumeRoleRows = Object.freeze([
    requiredRow({
        name: "roleArn",
        kind: textKind(ROLE_ARN),
        doc: "ARN of the role, such as `arn:aws:iam::111122223333:role/deploy`.",
        change: "record",
    }),
    argumentRow({
        name: "externalId",
        kind: textKind(EXTERNAL_ID),
        doc: "External ID that the role's trust policy requires.",
        change: "record",
    }),
    argumentRow({
        name: "sessionName",
        kind: textKind(SESSION_NAME),
        // Not filled in when inputs are parsed: roles of the stack's configuration have the same default.
        defaultText: "`pulumi-ec2-instance-connect`",
        doc: "Name of the session, as shown in CloudTrail.",
        change: "record",
    }),
]);
