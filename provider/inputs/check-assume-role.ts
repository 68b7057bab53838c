import { propertyPath } from "../base/property-path";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import type { IsSecret } from "./secret-paths";
import { isUnknown } from "./unknown";
import { adviseOnName } from "./unknown-name";

const ROLE = { expected: "an object", example: '{ roleArn: "arn:aws:iam::111122223333:role/deploy" }' };
const RULES: Readonly<Record<string, { expected: string; example: string; pattern: RegExp }>> = {
    roleArn: {
        expected: "the ARN of an IAM role",
        example: '"arn:aws:iam::111122223333:role/deploy"',
        pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\x21-\x7e]+$/,
    },
    externalId: {
        expected: "an external id of 2 to 1224 characters",
        example: '"deploy-7f3a"',
        pattern: /^[\w+=,.@:/-]{2,1224}$/,
    },
    sessionName: {
        expected: "a session name of 2 to 64 characters",
        example: '"pulumi"',
        pattern: /^[\w+=,.@-]{2,64}$/,
    },
};

/** A check for a role to assume, by the patterns of STS. */
export const checkAssumeRole: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, ROLE, describeValue(value, isSecret(path)))];
    }
    const role = value as Record<string, unknown>;
    const names = Object.keys(RULES);
    const strangers = Object.keys(role).filter((name) => !names.includes(name) && (role[name] ?? null) !== null);
    return [
        ...names.flatMap((name) => checkField(name, role[name], propertyPath(path, name), isSecret)),
        ...strangers.map((name) => ({
            property: propertyPath(path, name),
            reason: adviseOnName(name, { here: names, elsewhere: undefined }),
        })),
    ];
};

function checkField(name: string, value: unknown, path: string, isSecret: IsSecret): CheckFailure[] {
    const rule = RULES[name];
    const isLeftOut = name !== "roleArn" && (value ?? null) === null;
    if (
        rule === undefined ||
        isLeftOut ||
        isUnknown(value) ||
        (typeof value === "string" && rule.pattern.test(value))
    ) {
        return [];
    }
    return [checkFailure(path, rule, describeValue(value, isSecret(path)))];
}
