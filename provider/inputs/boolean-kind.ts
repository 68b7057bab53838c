import { describeValue } from "./checker";
import { valueKind } from "./value-kind";

/** `true` or `false`. */
export const booleanKind = valueKind<boolean>({
    type: "boolean",
    inputType: "boolean",
    outputType: "boolean",
    shape: "boolean",
    expectation: undefined,
    check: (value, path, isSecret) =>
        typeof value === "boolean"
            ? []
            : [{ property: path, reason: `expected true or false; got ${describeValue(value, isSecret(path))}.` }],
    parse: (value) => (typeof value === "boolean" ? value : undefined),
});
