import { checkFailure, describeValue } from "./checker";
import { type TextRule, textKind } from "./text-kind";
import { type ValueKind, valueKind } from "./value-kind";

const ACCOUNT: TextRule = {
    expected: "the ID of an AWS account, 12 digits",
    example: '"111122223333"',
    accepts: (text) => /^\d{12}$/.test(text),
};

/** The ID of an AWS account: a text, or a number of as many digits, as `pulumi config set --path` makes it. */
export const accountKind: ValueKind<string> = valueKind({
    ...textKind(ACCOUNT),
    check: (value, path, isSecret) => {
        if (typeof value !== "number") {
            return textKind(ACCOUNT).check(value, path, isSecret);
        }
        const digits = String(value);
        if (ACCOUNT.accepts(digits)) {
            return [];
        }
        // It may be an ID that begins with zeros, or one with a digit missing.
        const example = isSecret(path) ? "" : `, as ${JSON.stringify(digits.padStart(12, "0"))}`;
        const hint = `A number has no zeros in front: if the ID begins with one, write it in quotes${example}.`;
        return [
            checkFailure(
                path,
                ACCOUNT,
                describeValue(value, isSecret(path)),
                /^\d{1,11}$/.test(digits) ? hint : undefined,
            ),
        ];
    },
});
