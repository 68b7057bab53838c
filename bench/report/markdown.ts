import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { type Finding, median, type Row } from "../measure/finding";
import type { Options } from "../options";
import { checkout } from "../paths";
import { cellsOf, HEADINGS, printValue } from "./cells";

/** RESULTS.md: the table, what was left out, a plot and all values of each case, and where it was measured. */
export function printMarkdown(rows: readonly Row[], names: readonly string[], options: Options): string {
    const findings = rows.filter((row) => row.kind === "finding");
    const skipped = rows.flatMap((row) => (row.kind === "skipped" ? [`- ${row.title}: ${row.reason}`] : []));
    return [
        "# Results of the bench",
        "",
        `Written by \`npm run bench\`. ${printMachine()} ${printRun(options)}`,
        "Ratios of one run on one machine are what counts; times alone say nothing about another machine.",
        "",
        "![How every row stands to its target](plots/ratios.svg)",
        "",
        ...table(HEADINGS, findings.map(cellsOf)),
        "",
        ...(skipped.length > 0 ? ["## Left out", "", ...skipped, ""] : []),
        ...names.flatMap((name) =>
            printCase(
                name,
                findings.filter((row) => row.case === name),
            ),
        ),
    ].join("\n");
}

function printCase(name: string, findings: readonly Finding[]): string[] {
    const cells = findings.flatMap((finding) => {
        const { ours, floor, peers, others = [], unit } = finding;
        const ways = [ours, ...(floor ? [floor] : []), ...peers, ...others].filter(({ values }) => values.length > 0);
        return ways.map((timed) => [
            finding.title,
            finding.linkMs === undefined ? "" : `${finding.linkMs} ms`,
            timed.name,
            printValue(median(timed.values), unit),
            printValue(Math.min(...timed.values), unit),
            printValue(Math.max(...timed.values), unit),
            String(timed.values.length),
        ]);
    });
    const checked = [...new Set(findings.flatMap((finding) => finding.checked))].join(", ");
    return [
        `## ${name}`,
        "",
        `![${name}](plots/${name}.svg)`,
        "",
        ...table(["what", "link", "way", "median", "lowest", "highest", "rounds"], cells),
        "",
        `Checked in each round: ${checked}.`,
        "",
    ];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const print = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    return [print(headings), `|${headings.map(() => "---").join("|")}|`, ...rows.map(print)];
}

function printMachine(): string {
    const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
    const gibibytes = Math.round(totalmem() / 1024 ** 3);
    const [{ model = "" } = {}] = cpus();
    return (
        `Version ${version} on ${availableParallelism()} cores (${model.trim()}), ${gibibytes} GiB of memory, ` +
        `Linux ${release().split("-")[0]}, Node.js ${process.versions.node}; the hosts, both ends of the links and all programs share the cores.`
    );
}

function printRun({ rounds, linksMs, isSmoke }: Options): string {
    const sizes = isSmoke ? " Tiny sizes: this shows that the bench works, and nothing else." : "";
    const times = rounds === 1 ? "One round of each" : `Medians of ${rounds} interleaved rounds`;
    return `${times} (three times as many for the shortest); links of ${linksMs.join(", ")} ms.${sizes}`;
}
