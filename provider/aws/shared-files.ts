import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { SharedFiles } from "./settings";

/**
 * The files in which the AWS SDK is to look for a profile, as its options; empty where the stack names none. Of several files
 * it takes one, so it gets the last that has the profile.
 */
export async function filesFor(
    { config, credentials }: SharedFiles,
    profile: string | undefined,
): Promise<{ readonly configFilepath?: string; readonly filepath?: string }> {
    const configFile = await lastWith(config, profile);
    const credentialsFile = await lastWith(credentials, profile);
    return {
        ...(configFile === undefined ? {} : { configFilepath: configFile }),
        ...(credentialsFile === undefined ? {} : { filepath: credentialsFile }),
    };
}

/** The region of a profile in the last of the files that has it. */
export async function readProfileRegion(
    files: readonly string[],
    profile: string | undefined,
): Promise<string | undefined> {
    const file = await lastWith(files, profile);
    const section = file === undefined ? [] : sectionOf(await readOrEmpty(file), profile);
    const [, region] = section.map((line) => /^region\s*=\s*(\S+)/.exec(line.trim())).find((found) => found) ?? [];
    return region;
}

/** A path whose `~/` stands for the home directory, as @pulumi/aws takes paths. */
export function withHome(path: string): string {
    return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

async function lastWith(files: readonly string[], profile: string | undefined): Promise<string | undefined> {
    const paths = files.map(withHome);
    for (const path of [...paths].reverse()) {
        if (paths.length > 1 && sectionOf(await readOrEmpty(path), profile).length > 0) {
            return path;
        }
    }
    return paths.at(-1);
}

function readOrEmpty(path: string): Promise<string> {
    return readFile(path, "utf8").catch(() => "");
}

/** The lines of a profile's section, its head included. */
function sectionOf(text: string, profile: string | undefined): string[] {
    const lines = text.split(/\r?\n/);
    const start = lines.findIndex((line) => headOf(line) === (profile || "default"));
    const rest = lines.slice(start + 1);
    const end = rest.findIndex((line) => headOf(line) !== undefined);
    return start < 0 ? [] : lines.slice(start, end < 0 ? undefined : start + 1 + end);
}

function headOf(line: string): string | undefined {
    const [, name] = /^\s*\[\s*(?:profile\s+)?["']?([^\]"']*?)["']?\s*\]/.exec(line) ?? [];
    return name;
}
