import { describeValue } from "./checker";
import { type ValueKind, valueKind } from "./value-kind";

/** One of some words. */
export function choiceKind<const Word extends string>(choices: readonly Word[]): ValueKind<Word> {
    const words = choices.map((choice) => JSON.stringify(choice));
    return valueKind({
        type: words.map((word) => `\`${word}\``).join(", "),
        inputType: words.join(" | "),
        outputType: words.join(" | "),
        shape: { choices },
        expectation: undefined,
        check: (value, path, isSecret) => {
            if (choices.includes(value as Word)) {
                return [];
            }
            const got = describeValue(value, isSecret(path));
            return [{ property: path, reason: `expected one of ${words.join(", ")}; got ${got}.` }];
        },
        parse: (value) => choices.find((choice) => choice === value),
    });
}
