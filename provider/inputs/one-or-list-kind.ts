import { type ValueKind, valueKind } from "./value-kind";

/** A list, or one entry in its place: `pulumi config set --path` and other versions of a provider make either. */
export function oneOrListKind(kinds: {
    readonly one: ValueKind<unknown>;
    readonly list: ValueKind<unknown>;
    /** As which of the two other languages see it. */
    readonly shownAs: "one" | "list";
}): ValueKind<unknown> {
    const { one, list, shownAs } = kinds;
    return valueKind({
        ...kinds[shownAs],
        check: (value, path, isSecret) => (Array.isArray(value) ? list : one).check(value, path, isSecret),
    });
}
