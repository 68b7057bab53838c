import { parseArgs } from "node:util";
import { UsageError } from "./usage-error";

/** How large the work is. */
export interface Sizes {
    readonly commands: number;
    readonly instances: number;
    readonly fileMib: number;
    readonly files: number;
    readonly changedFiles: number;
    readonly endpointFileMib: number;
    readonly outputMib: number;
    readonly connections: number;
}

export interface Options {
    /** Names of cases; none: all. */
    readonly cases: readonly string[];
    readonly rounds: number;
    readonly linksMs: readonly number[];
    readonly sizes: Sizes;
    readonly isSmoke: boolean;
    /** Folder for RESULTS.md, the plots and results.json; undefined: chosen by what is run. */
    readonly out: string | undefined;
    readonly isHelp: boolean;
}

const FULL: Sizes = {
    commands: 100,
    instances: 100,
    fileMib: 1024,
    files: 10_000,
    changedFiles: 10,
    endpointFileMib: 256,
    outputMib: 1024,
    connections: 500,
};

const TINY: Sizes = {
    commands: 3,
    instances: 2,
    fileMib: 2,
    files: 40,
    changedFiles: 3,
    endpointFileMib: 1,
    outputMib: 2,
    connections: 3,
};

/** Options that set a size, and what they set. */
const SIZE_OPTIONS: Readonly<Record<string, keyof Sizes>> = {
    commands: "commands",
    instances: "instances",
    "file-mib": "fileMib",
    files: "files",
    "changed-files": "changedFiles",
    "endpoint-file-mib": "endpointFileMib",
    "output-mib": "outputMib",
    connections: "connections",
};

const SWITCHES = { smoke: { type: "boolean" }, help: { type: "boolean" } } as const;
const TEXTS = { rounds: { type: "string" }, delays: { type: "string" }, out: { type: "string" } } as const;

export const HELP = `Usage: npm run bench -- [CASE...] [OPTION...]

Without the name of a case, all cases run, and bench/RESULTS.md and bench/plots/ are written. With names, results go to .cache/bench/results/.

Options:
  --rounds N       interleaved rounds of which the median counts (5)
  --delays MS,MS   round-trip times of the links (0,20,80)
  --smoke          every case once with tiny sizes, which shows that it works and measures nothing
  --out FOLDER     where RESULTS.md, plots/ and results.json go
  --commands N, --instances N, --file-mib N, --files N, --changed-files N, --endpoint-file-mib N, --output-mib N, --connections N
                   sizes (${Object.values(FULL).join(", ")})

Cases:
`;

/** @throws {UsageError} an option that does not exist, or a value that is no number. */
export function readOptions(args: readonly string[]): Options {
    const sizeOptions = Object.fromEntries(
        Object.keys(SIZE_OPTIONS).map((name) => [name, { type: "string" } as const]),
    );
    const { values, positionals } = parse(() =>
        parseArgs({ args: [...args], allowPositionals: true, options: { ...SWITCHES, ...TEXTS, ...sizeOptions } }),
    );
    const isSmoke = values.smoke === true;
    const given = (name: string, otherwise: string) => String(values[name as "out"] ?? otherwise);
    const sizes = { ...(isSmoke ? TINY : FULL) };
    for (const [name, size] of Object.entries(SIZE_OPTIONS)) {
        sizes[size] = count(name, given(name, String(sizes[size])));
    }
    return {
        cases: positionals,
        rounds: count("rounds", given("rounds", isSmoke ? "1" : "5")),
        linksMs: given("delays", isSmoke ? "4" : "0,20,80")
            .split(",")
            .map((text) => count("delays", text)),
        sizes,
        isSmoke,
        out: values.out,
        isHelp: values.help === true,
    };
}

function parse<Parsed>(read: () => Parsed): Parsed {
    try {
        return read();
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}

function count(name: string, text: string): number {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) {
        throw new UsageError(`--${name} needs a whole number, not ${text}`);
    }
    return value;
}
