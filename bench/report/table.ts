import type { Row } from "../measure/finding";
import { cellsOf, HEADINGS } from "./cells";

/** The rows in columns, for a terminal. What was left out comes last, with its reason. */
export function printTable(rows: readonly Row[]): string {
    const findings = rows.filter(({ kind }) => kind === "finding").map(cellsOf);
    const table = [HEADINGS, ...findings];
    const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
    const lines = table.map((cells) =>
        cells
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd(),
    );
    const skipped = rows.flatMap((row) => (row.kind === "skipped" ? [`SKIPPED: ${row.title}: ${row.reason}`] : []));
    return [...(findings.length > 0 ? lines : []), ...skipped].join("\n");
}
