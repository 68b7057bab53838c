// The bench: what comes from the command line, the cases one after the other, what is written. Started by `npm run bench`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "./cases";
import type { Case } from "./cases/case";
import type { Row } from "./measure/finding";
import { type OpenBench, openBench } from "./open-bench";
import { HELP, type Options, readOptions } from "./options";
import { checkout, scratch } from "./paths";
import { printTable } from "./report/table";
import { writeReport } from "./report/write-report";
import { Unavailable } from "./unavailable";
import { UsageError } from "./usage-error";

/** Cases at a time where no time counts. */
const SMOKE_LANES = 3;

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Runs what the arguments say, and resolves when everything is written and all that was started has gone. */
export async function runBench(args: readonly string[]): Promise<void> {
    const options = readOptions(args);
    if (options.isHelp) {
        const width = Math.max(...cases.map(({ name }) => name.length));
        say(`${HELP}${cases.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join("\n")}`);
        return;
    }
    const chosen = choose(options);
    const bench = openBench(options, say);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => void bench.close().finally(() => process.exit(1)));
    }
    const rows = new Map<Case, readonly Row[]>();
    const waiting = [...chosen];
    const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            rows.set(next, await runCase(next, bench));
            // After each: who stops after an hour keeps what there is.
            writeAll(bench, rowsOf(chosen, rows, bench));
        }
    };
    try {
        await Promise.all(Array.from({ length: options.isSmoke ? SMOKE_LANES : 1 }, work));
    } finally {
        await bench.close();
    }
    say(`\n${printTable(rowsOf(chosen, rows, bench))}\n\nWritten to ${folderOf(options)}`);
}

function rowsOf(chosen: readonly Case[], rows: ReadonlyMap<Case, readonly Row[]>, { skipped }: OpenBench): Row[] {
    return [...chosen.flatMap((one) => rows.get(one) ?? []), ...skipped];
}

function writeAll({ options, pictures }: OpenBench, rows: readonly Row[]): void {
    const folder = folderOf(options);
    mkdirSync(folder, { recursive: true });
    writeDocumentPictures(pictures, options);
    writeReport(folder, { rows, pictures, options });
}

/** Only what covers everything replaces the committed results. */
function folderOf({ cases: names, isSmoke, out }: Options): string {
    const isWhole = names.length === 0 && !isSmoke;
    return out ?? (isWhole ? join(checkout, "bench") : join(scratch, "results"));
}

/** Those of the documents are from measured runs: who measures afresh, draws them afresh. */
function writeDocumentPictures(pictures: ReadonlyMap<string, string>, { out, isSmoke }: Options): void {
    if (out !== undefined || isSmoke) {
        return;
    }
    for (const [name, picture] of pictures) {
        writeFileSync(join(checkout, "docs", "images", `${name}.svg`), picture);
    }
}

/** @throws {UsageError} there is no case of that name. */
function choose({ cases: names }: Options): readonly Case[] {
    const unknown = names.filter((name) => !cases.some((one) => one.name === name));
    if (unknown.length > 0) {
        throw new UsageError(
            `there is no case ${unknown.join(", ")}; there are: ${cases.map(({ name }) => name).join(", ")}`,
        );
    }
    return names.length === 0 ? cases : cases.filter(({ name }) => names.includes(name));
}

/** Never rejects: what fails is told, makes the exit code 1, and does not keep the others from being measured. */
async function runCase(one: Case, bench: OpenBench): Promise<readonly Row[]> {
    bench.say(`== ${one.name}: ${one.about}`);
    const startedAt = performance.now();
    try {
        const rows = await one.run(bench);
        bench.say(`${printTable(rows)}\n   (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
        return rows;
    } catch (error) {
        const isLack = error instanceof Unavailable;
        const reason = error instanceof Error ? error.message : String(error);
        bench.say(`${isLack ? "SKIPPED" : "FAILED"}: ${one.name}: ${reason}`);
        if (!isLack) {
            process.exitCode = 1;
        }
        return [{ kind: "skipped", case: one.name, title: one.about, reason: isLack ? reason : `FAILED: ${reason}` }];
    }
}
