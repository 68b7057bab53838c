import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalSessionSettings } from "./command-local-session";

const FOLDERS = [
    "/usr/bin",
    "/bin",
    "/usr/sbin",
    "/sbin",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/sbin",
];
const table = join(__dirname, "..", "..", "scripts", "test", "tools.json");

/** The programs that `npm test` brings, each with its package on Debian. */
export const knownTools = JSON.parse(readFileSync(table, "utf8")) as Record<string, { readonly debian: string }>;

/**
 * Path of a program that a test's host is made of.
 * @throws at once when the machine lacks it: a host without it would end as a time-out or as a fault of the product.
 */
export function toolPath(tool: string): string {
    const path = FOLDERS.map((folder) => join(folder, tool)).find(isExecutable);
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
