import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { snippetWith } from "../documents/snippets";

const run = promisify(execFile);

/** A program that installs the packages of a project. */
export interface Installer {
    readonly title: string;
    /** Installs what the package.json of the folder names. `tools` is what `fetchInstallers` got. */
    install(folder: string, tools: string): Promise<void>;
}

// The newest ones that we have tried: which versions they are decides what the tests say.
const FETCHED = ["pnpm@12.21.0", "yarn@1.22.22"];

/** What the README tells users of pnpm. */
const ALLOWED_BUILDS = snippetWith("README.md", "allowBuilds:");

/** Gets the installers that do not come with Node.js into a folder: they are too large to be dependencies of ours. */
export async function fetchInstallers(tools: string): Promise<void> {
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await show(run("npm", ["install", "--prefix", tools, ...quiet, ...FETCHED], { cwd: tools }));
}

/** Each keeps what it downloads among the tools, and not in the home of whoever runs the tests. */
export const installers: readonly Installer[] = [
    {
        title: "npm",
        install: (folder) => show(run("npm", ["install", "--no-audit", "--prefer-offline"], { cwd: folder })),
    },
    {
        title: "pnpm",
        install: (folder, tools) => {
            // Since version 11 it fails until somebody has decided about each package that wants to run a script.
            writeFileSync(join(folder, "pnpm-workspace.yaml"), ALLOWED_BUILDS);
            const store = ["--store-dir", join(tools, "pnpm-store"), "--no-frozen-lockfile"];
            return show(run(join(tools, "node_modules/.bin/pnpm"), ["install", ...store], { cwd: folder }));
        },
    },
    {
        title: "yarn 1",
        install: (folder, tools) => {
            const cache = ["--cache-folder", join(tools, "yarn-cache"), "--non-interactive"];
            return show(run(join(tools, "node_modules/.bin/yarn"), ["install", ...cache], { cwd: folder }));
        },
    },
];

/** Puts what a failed program printed into the error. */
async function show(running: Promise<unknown>): Promise<void> {
    try {
        await running;
    } catch (error) {
        const { message, stdout = "", stderr = "" } = error as Error & { stdout?: string; stderr?: string };
        throw new Error(`${message}\n${stdout}${stderr}`, { cause: error });
    }
}
