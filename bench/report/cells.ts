import { type Finding, judge, median, type Row, type Timed } from "../measure/finding";

/** Titles of the columns of the table. */
export const HEADINGS = [
    "what",
    "link",
    "ours",
    "less the floor",
    "best peer",
    "its time",
    "ratio (lowest to highest)",
    "target",
    "met",
] as const;

/** The cells of one row of the table, as texts. */
export function cellsOf(row: Row): readonly string[] {
    if (row.kind === "skipped") {
        return [`SKIPPED: ${row.title}`, "", "", "", "", "", "", "", row.reason];
    }
    const { ratio, spread, best, isMet } = judge(row);
    const [lowest, highest] = spread.map(printRatio);
    return [
        row.title,
        row.linkMs === undefined ? "" : `${row.linkMs} ms`,
        printTimed(row.ours, row.unit),
        row.floor ? printTimed(row.floor, row.unit) : "",
        best.name,
        printTimed(best, row.unit),
        `${printRatio(ratio)} (${lowest} to ${highest})`,
        printTarget(row),
        isMet === undefined ? "" : isMet ? "yes" : "NO",
    ];
}

export function printTarget({ target }: Finding): string {
    return target === undefined ? "" : `${target.kind === "at most" ? "≤" : "≥"} ${target.ratio}`;
}

export function printRatio(ratio: number): string {
    return ratio.toFixed(2);
}

/** The median with its unit. */
function printTimed({ values }: Timed, unit: Finding["unit"]): string {
    return printValue(median(values), unit);
}

export function printValue(value: number, unit: Finding["unit"]): string {
    if (unit === "s") {
        return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`;
    }
    return `${value.toFixed(value < 10 && unit !== "files" ? 1 : 0)} ${unit}`;
}
