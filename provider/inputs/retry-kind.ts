import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, checkFailure, describeValue } from "./checker";
import { type ParsedRows, parseRows } from "./parse-rows";
import { retryRows } from "./retry-rows";
import { valueKind } from "./value-kind";

/** How often and when a script that failed runs again, checked, with defaults filled in. */
export type RetryInputs = ParsedRows<(typeof retryRows)[number]>;

const RETRY = { expected: "an object", example: '{ tries: 3, delay: "10s" }' };

const checkRetry: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        const hint = typeof value === "number" ? `Write { tries: ${isSecret(path) ? "…" : value} }.` : undefined;
        return [checkFailure(path, RETRY, describeValue(value, isSecret(path)), hint)];
    }
    return checkProperties(value as Record<string, unknown>, retryRows, (name) => propertyPath(path, name), isSecret);
};

/** How often and when a script that failed runs again. */
export const retryKind = valueKind<RetryInputs>({
    type: "[`RetryArgs`](#retryargs)",
    inputType: "RetryArgs",
    outputType: "pulumi.Unwrap<RetryArgs>",
    shape: { object: "Retry" },
    expectation: undefined,
    check: checkRetry,
    parse: (value) => {
        const { tries } = (value ?? {}) as Record<string, unknown>;
        return typeof tries === "number" ? parseRows(retryRows, value) : undefined;
    },
});
