import type { Check } from "./checker";

/** The text that was written where `pulumi config set --path` made a number or a truth value of it. */
function asWritten(value: unknown): unknown {
    return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** A kind of text, or its row, that also accepts what a stack's configuration makes of texts: numbers and truth values. */
export function orWritten<Kind extends { readonly check: Check }>(kind: Kind): Kind {
    const reason = "expected a string, since a number does not keep all that is written; write it in quotes.";
    return {
        ...kind,
        check: (value, path, isSecret) =>
            typeof value === "number" && !Number.isSafeInteger(value)
                ? [{ property: path, reason }]
                : kind.check(asWritten(value), path, isSecret),
    };
}
