import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../measure/finding";
import type { Options } from "../options";
import { drawBars } from "./bars";
import { printMarkdown } from "./markdown";
import { drawRatios } from "./ratios";

interface Report {
    readonly rows: readonly Row[];
    readonly pictures: ReadonlyMap<string, string>;
    readonly options: Options;
}

/** Writes RESULTS.md, its plots and results.json, which has every measured value. */
export function writeReport(folder: string, { rows, pictures, options }: Report): void {
    const findings = rows.filter((row) => row.kind === "finding");
    const plots = join(folder, "plots");
    mkdirSync(plots, { recursive: true });
    const names = [...new Set(findings.map((row) => row.case))];
    for (const name of names) {
        writeFileSync(join(plots, `${name}.svg`), drawBars(findings.filter((row) => row.case === name)));
    }
    for (const [name, picture] of pictures) {
        writeFileSync(join(plots, `${name}.svg`), picture);
    }
    writeFileSync(join(plots, "ratios.svg"), drawRatios(findings));
    writeFileSync(join(folder, "RESULTS.md"), printMarkdown(rows, names, options));
    writeFileSync(join(folder, "results.json"), `${JSON.stringify({ options, rows }, undefined, 1)}\n`);
}
