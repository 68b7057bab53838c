import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";

/** Programs of the operating system that tests start, each with the package that brings it. Tests read the same table. */
export const tools = readJson("tools.json");

// Where tests look: by fixed paths, because what a test's host has must not hang on the PATH of whoever runs the test.
const folders = readJson("tool-folders.json");

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

function readJson(name) {
    return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
}
