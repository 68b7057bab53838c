import type { ArgumentRow } from "./property-row";

/** What of an argument's value counts when it is compared; undefined when the value means the same as none at all. */
export function meaningOf(row: ArgumentRow, value: unknown): unknown {
    return row.emptyMeansAbsent && isEmpty(value) ? undefined : (row.meaning?.(value) ?? value);
}

function isEmpty(value: unknown): boolean {
    return value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
