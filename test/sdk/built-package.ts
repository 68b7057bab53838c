import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const WORKSPACE = resolve(__dirname, "../..");

/** A folder with this package compiled and installed in it; what it depends on is found in the workspace. */
export interface BuiltPackage {
    readonly folder: string;
    /** The package's own folder. */
    readonly packageFolder: string;
    /** Runs a program of the folder and gives what it wrote to stdout. */
    run(fileName: string, text: string): Promise<string>;
    remove(): Promise<void>;
}

/** Compiles `sdk/` as the release build does, into a folder of its own: an old `dist` can't mislead a test. */
export async function buildPackage(): Promise<BuiltPackage> {
    const cacheFolder = join(WORKSPACE, "node_modules/.cache");
    await mkdir(cacheFolder, { recursive: true });
    const folder = await mkdtemp(join(cacheFolder, "built-package-"));
    const packageFolder = join(folder, "node_modules/pulumi-ec2-instance-connect");
    await mkdir(packageFolder, { recursive: true });
    await copyFile(join(WORKSPACE, "package.json"), join(packageFolder, "package.json"));
    const project = {
        extends: join(WORKSPACE, "tsconfig.build.json"),
        include: [join(WORKSPACE, "sdk")],
        compilerOptions: { rootDir: WORKSPACE, outDir: join(packageFolder, "dist") },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
    await run(process.execPath, [join(WORKSPACE, "node_modules/typescript/bin/tsc"), "-p", folder]);
    return {
        folder,
        packageFolder,
        run: (fileName, text) => runProgram(folder, fileName, text),
        remove: () => rm(folder, { recursive: true, force: true }),
    };
}

async function runProgram(folder: string, fileName: string, text: string): Promise<string> {
    const file = join(folder, fileName);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return (await run(process.execPath, [file], { cwd: folder })).stdout;
}
