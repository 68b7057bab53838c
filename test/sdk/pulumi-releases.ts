import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { WORKSPACE } from "./built-package";

const run = promisify(execFile);

/** The first release of each minor version of `@pulumi/pulumi` that is supported: from the peer range to the one we develop on. */
export function supportedReleases(): string[] {
    const { peerDependencies, devDependencies } = JSON.parse(readFileSync(join(WORKSPACE, "package.json"), "utf8"));
    const minorOf = (range: string) => Number(range.split(".")[1]);
    const lowest = minorOf(peerDependencies["@pulumi/pulumi"]);
    const count = minorOf(devDependencies["@pulumi/pulumi"]) - lowest + 1;
    return Array.from({ length: count }, (_, index) => `3.${lowest + index}.0`);
}

/**
 * The folders of npm packages, `name@version`, unpacked from the registry once and kept in a cache. They lie in the
 * workspace's `node_modules`, so that they find their own dependencies there.
 */
export async function unpackReleases(packages: readonly string[]): Promise<string[]> {
    const missing = packages.filter((name) => !existsSync(cacheFolderOf(name)));
    if (missing.length > 0) {
        await download(missing);
    }
    return packages.map((name) => packageFolderIn(cacheFolderOf(name), name));
}

const CACHE = join(WORKSPACE, "node_modules/.cache/releases");

const cacheFolderOf = (name: string) => join(CACHE, name.replace("/", "+"));

const packageFolderIn = (folder: string, name: string) =>
    join(folder, "node_modules", name.slice(0, name.lastIndexOf("@")));

async function download(packages: readonly string[]): Promise<void> {
    await mkdir(CACHE, { recursive: true });
    const folder = await mkdtemp(join(CACHE, "download-"));
    try {
        const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", ...packages], {
            cwd: folder,
            maxBuffer: 64 * 1024 * 1024,
        });
        for (const [name, fileName] of fileNamesOf(stdout)) {
            await unpack(folder, name, join(folder, fileName));
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

/** Package and file name of each that npm fetched. */
function fileNamesOf(report: string): [name: string, fileName: string][] {
    const entries: { id: string; filename: string }[] = JSON.parse(report);
    return entries.map(({ id, filename }) => [id, filename]);
}

/** Complete or not there at all: the folder gets its name last. Source maps and a second TypeScript are left out. */
async function unpack(folder: string, name: string, archive: string): Promise<void> {
    const target = await mkdtemp(join(folder, "unpacked-"));
    const packageFolder = packageFolderIn(target, name);
    await mkdir(packageFolder, { recursive: true });
    const leftOut = ["--exclude=*.map", "--exclude=*.d.ts", "--exclude=package/vendor"];
    await run("tar", ["-xzf", archive, "-C", packageFolder, "--strip-components=1", ...leftOut]);
    await rename(target, cacheFolderOf(name)).catch((error: NodeJS.ErrnoException) => {
        // Another test has put the same there meanwhile.
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") {
            throw error;
        }
    });
}
