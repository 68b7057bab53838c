import type { Inputs } from "./inputs";
import type { ArgumentRow } from "./property-row";
import { argumentRows, connectionRows } from "./property-table";

/** The texts that are always secret, to be masked wherever they would be shown. */
export function secretValuesOf(inputs: Inputs): string[] {
    return [...textsOf(argumentRows, inputs), ...textsOf(connectionRows, inputs.connection)];
}

function textsOf(rows: readonly ArgumentRow[], parsed: object): string[] {
    const values = new Map(Object.entries(parsed));
    return rows.filter(({ secret }) => secret).flatMap(({ field }) => textsWithin(values.get(field)));
}

function textsWithin(value: unknown): string[] {
    if (typeof value === "string") {
        return [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsWithin) : [];
}
