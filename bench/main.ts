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
        }
    };
    try {
        await Promise.all(Array.from({ length: options.isSmoke ? SMOKE_LANES : 1 }, work));
    } finally {
        await bench.close();
    }
    const all = [...chosen.flatMap((one) => rows.get(one) ?? []), ...bench.skipped];
    const folder = options.out ?? (isWhole(options) ? join(checkout, "bench") : join(scratch, "results"));
    mkdirSync(folder, { recursive: true });
    writeDocumentPictures(bench.pictures, options);
    writeReport(folder, { rows: all, pictures: bench.pictures, options });
    say(`\n${printTable(all)}\n\nWritten to ${folder}`);
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

async function runCase(one: Case, bench: OpenBench): Promise<readonly Row[]> {
    bench.say(`== ${one.name}: ${one.about}`);
    const startedAt = performance.now();
    try {
        const rows = await one.run(bench);
        bench.say(`${printTable(rows)}\n   (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
        return rows;
    } catch (error) {
        if (error instanceof Unavailable) {
            bench.say(`SKIPPED: ${one.name}: ${error.message}`);
            return [{ kind: "skipped", case: one.name, title: one.about, reason: error.message }];
        }
        throw new Error(`${one.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
}

/** Only what covers everything replaces the committed results. */
function isWhole({ cases: names, isSmoke }: Options): boolean {
    return names.length === 0 && !isSmoke;
}
