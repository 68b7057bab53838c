import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { lastLines, run } from "./run.mjs";
import { SetUpError, timed } from "./say.mjs";

/** Installs the npm packages when they are missing or older than the lock file. */
export async function installPackages() {
    if (isInstalled()) {
        return;
    }
    // Errors only: on Node.js 20 npm warns that we ask for a newer one, and the newer one is among these packages.
    const install = ["ci", "--no-fund", "--no-audit", "--loglevel=error"];
    await timed("Installing npm packages (npm ci; about a minute)", async () => {
        const { exitCode, output, problem } = await run("npm", install, { limitMs: 15 * 60_000 });
        if (exitCode !== 0) {
            throw new SetUpError(
                `npm could not install the packages: npm ${problem}.\n\n${lastLines(output)}\n\n` +
                    "To fix: check that npm reaches its registry (`npm ping`), then run the command again.",
            );
        }
    });
}

function isInstalled() {
    // npm writes this file last, so that an installation that was interrupted does not count.
    const installed = join(root, "node_modules", ".package-lock.json");
    const wanted = join(root, "package-lock.json");
    return existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
}
