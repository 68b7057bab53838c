import { describeValue } from "./checker";
import { type ValueKind, valueKind } from "./value-kind";

/** One of some words; `later` are words that a later version brings. */
export function choiceKind<const Word extends string>(
    choices: readonly Word[],
    later: readonly string[] = [],
): ValueKind<Word> {
    const words = choices.map((choice) => JSON.stringify(choice));
    return valueKind({
        type: words.map((word) => `\`${word}\``).join(", "),
        inputType: words.join(" | "),
        outputType: words.join(" | "),
        expectation: undefined,
        check: (value, path, isSecret) => {
            if (choices.includes(value as Word)) {
                return [];
            }
            if (typeof value === "string" && later.includes(value)) {
                const reason = `this version does not have ${JSON.stringify(value)} yet; use one of ${words.join(", ")}.`;
                return [{ property: path, reason }];
            }
            const got = describeValue(value, isSecret(path));
            return [{ property: path, reason: `expected one of ${words.join(", ")}; got ${got}.` }];
        },
        parse: (value) => choices.find((choice) => choice === value),
    });
}
