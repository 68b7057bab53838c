import { propertyPath } from "../base/property-path";
import { assumeRoleRows } from "./assume-role-rows";
import { checkProperties } from "./check-properties";
import { type Check, checkFailure, describeValue } from "./checker";
import { type ParsedRows, parseRows } from "./parse-rows";
import { valueKind } from "./value-kind";

/** A role to assume, checked. */
export type AssumeRoleInputs = ParsedRows<(typeof assumeRoleRows)[number]>;

const ROLE = { expected: "an object", example: '{ roleArn: "arn:aws:iam::111122223333:role/deploy" }' };

const checkAssumeRole: Check = (value, path, isSecret) =>
    typeof value !== "object" || value === null || Array.isArray(value)
        ? [checkFailure(path, ROLE, describeValue(value, isSecret(path)))]
        : checkProperties(
              value as Record<string, unknown>,
              assumeRoleRows,
              (name) => propertyPath(path, name),
              isSecret,
          );

/** A role to assume. */
export const assumeRoleKind = valueKind<AssumeRoleInputs>({
    type: "[`AssumeRoleArgs`](#assumeroleargs)",
    inputType: "AssumeRoleArgs",
    outputType: "pulumi.Unwrap<AssumeRoleArgs>",
    shape: { object: "AssumeRole" },
    expectation: undefined,
    check: checkAssumeRole,
    parse: (value) => {
        const { roleArn } = (value ?? {}) as Record<string, unknown>;
        return typeof roleArn === "string" ? parseRows(assumeRoleRows, value) : undefined;
    },
});
