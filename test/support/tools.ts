import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalSessionSettings } from "./command-local-session";

/** The programs that `npm test` brings, each with its package on Debian. */
export const knownTools = readJson("tools.json") as Record<string, { readonly debian: string }>;
/** Where `npm test` looks for them, too. */
const folders = readJson("tool-folders.json") as string[];

/**
 * Path of a program that a test's host is made of.
 * @throws at once when the machine lacks it: a host without it would end as a time-out or as a fault of the product.
 */
export function toolPath(tool: string): string {
    const path = folders.map((folder) => join(folder, tool)).find(isExecutable);
    if (path === undefined) {
        const owner = knownTools[tool]?.debian ?? "coreutils";
        throw new Error(`This test needs ${tool}, which the machine lacks. npm test installs it (Debian: ${owner}).`);
    }
    return path;
}

/** A session whose login shell is this one; looked for when the test starts, so that others of its file run without it. */
export function withLoginShell(shell: string): LocalSessionSettings {
    return {
        get loginShell() {
            return [toolPath(shell), "-c"];
        },
    };
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

function readJson(name: string): unknown {
    return JSON.parse(readFileSync(join(__dirname, "..", "..", "scripts", "test", name), "utf8"));
}
