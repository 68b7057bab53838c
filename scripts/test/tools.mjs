import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";

/** Programs of the operating system that tests start, each with the package that brings it. Tests read the same table. */
export const tools = JSON.parse(readFileSync(new URL("tools.json", import.meta.url), "utf8"));

// Where tests look: by fixed paths, because what a test's host has must not hang on the PATH of whoever runs the test.
const folders = [
    "/usr/bin",
    "/bin",
    "/usr/sbin",
    "/sbin",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/sbin",
];

/** Names of the tools that this machine does not have. */
export function missingTools() {
    return Object.keys(tools).filter((tool) => !folders.some((folder) => isExecutable(join(folder, tool))));
}

function isExecutable(path) {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
