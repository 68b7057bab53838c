import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../set-up/lock.mjs";
import { userCache } from "../set-up/paths.mjs";
import { lastLines, run } from "../set-up/run.mjs";
import { SetUpError, timed } from "../set-up/say.mjs";
import { thisPlatform } from "./platforms.mjs";

/** The Node.js that executables hold: the first line of releases that makes one without another tool (25.5), with a code cache. */
const version = "26.10.0";

/** The path of a Node.js that makes executables: this one, if it can; else that one, from npm, once, into this project's cache. */
export async function nodeForExecutable() {
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major > 25 || (major === 25 && minor >= 5)) {
        return process.execPath;
    }
    const folder = join(userCache, `node-v${version}`);
    const { nodePackage } = thisPlatform();
    const program = join("node_modules", nodePackage, "bin", process.platform === "win32" ? "node.exe" : "node");
    if (!existsSync(join(folder, program))) {
        await withLock(`${folder}.lock`, async () => {
            if (!existsSync(join(folder, program))) {
                await installInto(folder, `${nodePackage}@${version}`);
            }
        });
    }
    return join(folder, program);
}

async function installInto(folder, what) {
    const staging = `${folder}-${process.pid}`;
    try {
        mkdirSync(staging, { recursive: true });
        const options = ["--prefix", staging, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--force"];
        const { exitCode, output, problem } = await timed(
            `Getting Node.js ${version} for the executable (once; about 50 MB)`,
            () => run("npm", ["install", ...options, what], { cwd: staging, limitMs: 10 * 60_000 }),
        );
        if (exitCode !== 0) {
            throw new SetUpError(`npm could not install ${what}: ${problem}\n${lastLines(output, 6)}`);
        }
        rmSync(folder, { recursive: true, force: true });
        renameSync(staging, folder);
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}
