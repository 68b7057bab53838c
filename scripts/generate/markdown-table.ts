/** A heading and what stands below it for a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string];

/** A table with a line for each row. */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
    const separator = `|${columns.map(() => "---").join("|")}|\n`;
    const body = rows.map((row) => line(columns.map(([, cell]) => cell(row))));
    return line(columns.map(([heading]) => heading)) + separator + body.join("");
}
