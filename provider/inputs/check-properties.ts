import type { CheckFailure, IsSecret } from "./checker";
import type { ArgumentRow } from "./property-row";
import { isUnknown } from "./unknown";
import { adviseOnName } from "./unknown-name";

/** Every failure of an object's properties: of those in the table, of those that are not, and of those that are missing. */
export function checkProperties(
    object: Record<string, unknown>,
    rows: readonly ArgumentRow[],
    pathOf: (name: string) => string,
    isSecret: IsSecret,
    elsewhere?: ReadonlyMap<string, string>,
): CheckFailure[] {
    const known = new Set(rows.map((row) => row.name));
    const here = rows.map((row) => row.name);
    const strangers = Object.keys(object).filter((name) => !known.has(name) && !name.startsWith("__"));
    return [
        ...rows.flatMap((row) => checkProperty(row, object[row.name], pathOf(row.name), isSecret)),
        ...strangers
            .filter((name) => isGiven(object[name]))
            .map((name) => ({ property: pathOf(name), reason: adviseOnName(name, { here, elsewhere }) })),
    ];
}

function checkProperty(row: ArgumentRow, value: unknown, path: string, isSecret: IsSecret): CheckFailure[] {
    if (!isGiven(value)) {
        return row.required ? row.check(undefined, path, isSecret) : [];
    }
    return isUnknown(value) ? [] : row.check(value, path, isSecret);
}

function isGiven(value: unknown): boolean {
    return value !== undefined && value !== null;
}
