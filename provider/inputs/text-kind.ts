import { type Check, checkFailure, describeValue, type Expectation } from "./checker";
import { textOrNothing, type ValueKind, valueKind } from "./value-kind";

/** What a text must be: `hint` says what to do about a mistake that is often made. */
export interface TextRule extends Expectation {
    readonly accepts: (text: string) => boolean;
    readonly hint?: (text: string) => string | undefined;
}

/** A string that a rule accepts. */
export function textKind(rule: TextRule): ValueKind<string> {
    return valueKind({
        type: "string",
        inputType: "string",
        outputType: "string",
        shape: "text",
        expectation: rule,
        check: checkText(rule),
        parse: textOrNothing,
    });
}

/** Any string. */
export const anyTextKind = valueKind<string>({
    ...textKind({ expected: "a string", example: '"yes\\n"', accepts: () => true }),
    expectation: undefined,
});

/** A kind of which a message shows nothing, whatever the program marked secret. */
export function neverShown(kind: ValueKind<string>): ValueKind<string> {
    return valueKind({ ...kind, check: (value, path) => kind.check(value, path, () => true) });
}

/** A check for a string that a rule accepts. */
export function checkText(rule: TextRule): Check {
    return (value, path, isSecret) => {
        if (typeof value !== "string") {
            return [checkFailure(path, rule, describeValue(value, isSecret(path)))];
        }
        if (rule.accepts(value)) {
            return [];
        }
        return [checkFailure(path, rule, describeValue(value, isSecret(path)), rule.hint?.(value))];
    };
}
