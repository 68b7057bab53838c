import { propertyPath } from "../base/property-path";
import { checkFailure, describeValue } from "./checker";
import { isUnknown } from "./unknown";
import { type ValueKind, valueKind } from "./value-kind";

/** A map from any names to texts of one kind. */
export function textMapKind(
    map: { readonly expected: string; readonly example: string },
    entry: ValueKind<string>,
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
            return Object.entries(value).flatMap(([name, text]) =>
                isUnknown(text) ? [] : entry.check(text, propertyPath(path, name), isSecret),
            );
        },
        parse: (value) => Object.freeze({ ...(value as Record<string, string> | undefined) }),
    });
}
