import { isSameValue } from "./deep-equal";
import { withHashesInPlace } from "./file-hashes";
import { meaningOf } from "./meaning-of";
import type { ArgumentRow, ChangeMeaning } from "./property-row";
import { argumentRows } from "./property-table";
import { containsUnknown } from "./unknown";

/** The names of the arguments that changed, by what the change means; in the order of the table. */
export type InputChanges = Readonly<Record<ChangeMeaning, readonly string[]>>;

/**
 * What changed from the recorded outputs to the program's arguments, as both were written: no default is filled in, so that
 * another default in a later version is no change. An unknown value counts as changed; whatever is not an argument does not
 * count, hidden inputs and `__provider` included.
 */
export function compareInputs(recorded: Record<string, unknown>, news: Record<string, unknown>): InputChanges {
    const olds = withHashesInPlace(recorded);
    const changed = argumentRows.filter((row) => hasChanged(row, olds[row.name], news[row.name]));
    const named = (change: ChangeMeaning) =>
        Object.freeze(changed.filter((row) => row.change === change).map((row) => row.name));
    return Object.freeze({ replace: named("replace"), rerun: named("rerun"), record: named("record") });
}

function hasChanged(row: ArgumentRow, old: unknown, now: unknown): boolean {
    return containsUnknown(now) || !isSameValue(meaningOf(row, old), meaningOf(row, now));
}
