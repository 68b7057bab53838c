import { type Check, checkFailure, describeValue } from "./checker";

/** A check for a whole number from `least` to `most`, both allowed. */
export function checkInteger(what: string, least: number, most: number, example: number): Check {
    const expectation = { expected: `${what}, a whole number from ${least} to ${most}`, example: `${example}` };
    return (value, path, isSecret) => {
        if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
            return [];
        }
        const hint = typeof value === "string" && /^\d+$/.test(value) ? "Write it without quotes." : undefined;
        return [checkFailure(path, expectation, describeValue(value, isSecret(path)), hint)];
    };
}
