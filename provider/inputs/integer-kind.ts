import { checkFailure, describeValue } from "./checker";
import { type ValueKind, valueKind } from "./value-kind";

/** What an integer counts or names, and which ones are allowed. */
export interface IntegerRule {
    /** In words that follow "expected". */
    readonly what: string;
    readonly least: number;
    readonly most: number;
    readonly example: number;
}

/** A whole number from `least` to `most`, both allowed. */
export function integerKind({ what, least, most, example }: IntegerRule): ValueKind<number> {
    const expectation = { expected: `${what}, a whole number from ${least} to ${most}`, example: `${example}` };
    return valueKind({
        type: "number",
        inputType: "number",
        outputType: "number",
        shape: "integer",
        expectation,
        check: (value, path, isSecret) => {
            if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
                return [];
            }
            const hint = typeof value === "string" && /^\d+$/.test(value) ? "Write it without quotes." : undefined;
            return [checkFailure(path, expectation, describeValue(value, isSecret(path)), hint)];
        },
        parse: (value) => (typeof value === "number" ? value : undefined),
    });
}
