import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { Unavailable } from "../unavailable";

/** The path of a program on PATH; undefined when there is none. */
export function findProgram(name: string): string | undefined {
    const folders = (process.env.PATH ?? "").split(delimiter);
    return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** @throws {Unavailable} the machine lacks one of them. */
export function requirePrograms(...names: readonly string[]): void {
    const missing = names.filter((name) => findProgram(name) === undefined);
    if (missing.length > 0) {
        throw new Unavailable(`this machine has no ${missing.join(" and no ")} (nothing is installed into the system)`);
    }
}

/** The path of a Pulumi plugin, on PATH or where the CLI keeps plugins; undefined when there is none. */
export function findPlugin(name: string): string | undefined {
    const program = `pulumi-resource-${name}`;
    const folder = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
    const kept = listFolder(folder)
        .filter((entry) => entry.startsWith(`resource-${name}-v`))
        .sort()
        .map((entry) => join(folder, entry, program));
    return findProgram(program) ?? kept.findLast(isExecutable);
}

function listFolder(folder: string): string[] {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
}

export function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
