import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, checkFailure, describeValue } from "./checker";
import { conflictFailures, viaConflicts } from "./connection-rules";
import { type ParsedRows, parseRows } from "./parse-rows";
import { valueKind } from "./value-kind";
import { viaRows } from "./via-rows";

/** A jump host, checked, with defaults filled in. */
export type ViaInputs = ParsedRows<(typeof viaRows)[number]>;

const JUMP_HOST = { expected: "an object", example: '{ instanceId: "i-0123456789abcdef0" }' };

const checkVia: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, JUMP_HOST, describeValue(value, isSecret(path)))];
    }
    const via = value as Record<string, unknown>;
    return [
        ...checkProperties(via, viaRows, (name) => propertyPath(path, name), isSecret),
        ...conflictFailures(viaConflicts, via, { path, isSecret }),
    ];
};

/** A jump host. */
export const viaKind = valueKind<ViaInputs>({
    type: "[`ViaArgs`](#viaargs)",
    inputType: "ViaArgs",
    outputType: "pulumi.Unwrap<ViaArgs>",
    shape: { object: "Via" },
    expectation: undefined,
    check: checkVia,
    parse: (value) => {
        const { instanceId } = (value ?? {}) as Record<string, unknown>;
        return typeof instanceId === "string" ? parseRows(viaRows, value) : undefined;
    },
});
