import type { ArgumentRow } from "./property-row";

/** The parsed values of rows, each under the name that its row gives it. */
export type ParsedRows<Row extends ArgumentRow> = { readonly [R in Row as R["field"]]: ReturnType<R["parse"]> };

/** Checked properties as their rows parse them, with defaults filled in, frozen. */
export function parseRows<Row extends ArgumentRow>(rows: readonly Row[], properties: unknown): ParsedRows<Row> {
    const given = (properties ?? {}) as Record<string, unknown>;
    const parsed = rows.map((row) => [row.field, row.parse(given[row.name])] as const);
    return Object.freeze(Object.fromEntries(parsed)) as ParsedRows<Row>;
}
