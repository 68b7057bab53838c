import { propertyPath } from "../base/property-path";
import { checkFailure, describeValue } from "./checker";
import type { TextRule } from "./text-kind";
import { isUnknown } from "./unknown";
import { type ValueKind, valueKind } from "./value-kind";

/** A map from any names to texts that a rule accepts. */
export function textMapKind(
    map: { readonly expected: string; readonly example: string },
    rule: TextRule,
): ValueKind<Readonly<Record<string, string>>> {
    return valueKind({
        type: "map of strings",
        inputType: "Record<string, pulumi.Input<string>>",
        outputType: "Record<string, string>",
        shape: { mapOf: "text" },
        expectation: map,
        check: (value, path, isSecret) => {
            if (typeof value !== "object" || value === null || Array.isArray(value)) {
                return [checkFailure(path, map, describeValue(value, isSecret(path)))];
            }
            return Object.entries(value).flatMap(([name, text]) => {
                const isRight = isUnknown(text) || (typeof text === "string" && rule.accepts(text));
                const at = propertyPath(path, name);
                return isRight ? [] : [checkFailure(at, rule, describeValue(text, isSecret(at)))];
            });
        },
        parse: (value) => Object.freeze({ ...(value as Record<string, string> | undefined) }),
    });
}
