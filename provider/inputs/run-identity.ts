import { SIGNATURE_KEY } from "../base/pulumi-signatures";
import { isAsset } from "./asset";
import { meaningOf } from "./meaning-of";
import { argumentRows } from "./property-table";

/**
 * Name and meaning of each given argument whose change reruns, in the order of the table, without `files`, which is known by
 * the hashes of what is put in place. Two that compare as the same are the same as JSON. An argument that is not given has no
 * entry, so that a new row in a later version leaves the identity of earlier runs as it was.
 */
export function runIdentityOf(raw: Record<string, unknown>): readonly (readonly [name: string, meaning: unknown])[] {
    return argumentRows
        .filter(({ identifiesRun }) => identifiesRun)
        .map((row) => [row.name, canonical(meaningOf(row, raw[row.name]))] as const)
        .filter(([, meaning]) => meaning !== null);
}

/** The same JSON for all values that `isSameValue` calls the same: keys in order, none without a value, an asset by its hash. */
function canonical(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value ?? null;
    }
    if (Array.isArray(value)) {
        return value.map(canonical);
    }
    const object = value as Record<string, unknown>;
    const hasHash = isAsset(object) && typeof object.hash === "string";
    const names = hasHash ? [SIGNATURE_KEY, "hash"] : Object.keys(object).sort();
    const entries = names.map((name) => [name, canonical(object[name])] as const);
    // Not an object: a map may have a key such as `__proto__`, and numbers as keys have an order of their own.
    return { entries: entries.filter(([, child]) => child !== null) };
}
