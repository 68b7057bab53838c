import { type Check, checkFailure, describeValue, type Expectation } from "./checker";

/** What a text must be: `hint` says what to do about a mistake that is often made. */
export interface TextRule extends Expectation {
    readonly accepts: (text: string) => boolean;
    readonly hint?: (text: string) => string | undefined;
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

/** A check for one of some words; `later` are words that a later version brings. */
export function checkChoice(choices: readonly string[], later: readonly string[] = []): Check {
    const words = choices.map((choice) => JSON.stringify(choice));
    return (value, path, isSecret) => {
        if (typeof value === "string" && choices.includes(value)) {
            return [];
        }
        if (typeof value === "string" && later.includes(value)) {
            const reason = `this version does not have ${JSON.stringify(value)} yet; use one of ${words.join(", ")}.`;
            return [{ property: path, reason }];
        }
        const got = describeValue(value, isSecret(path));
        return [{ property: path, reason: `expected one of ${words.join(", ")}; got ${got}.` }];
    };
}

/** A check for `true` or `false`. */
export const checkBoolean: Check = (value, path, isSecret) =>
    typeof value === "boolean"
        ? []
        : [{ property: path, reason: `expected true or false; got ${describeValue(value, isSecret(path))}.` }];
