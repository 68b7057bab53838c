import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { putLauncherInto } from "./pulumi-launcher.mjs";
import { pinnedVersion } from "./pulumi-version.mjs";
import { run } from "./run.mjs";
import { timed } from "./say.mjs";

const limitMs = 5 * 60_000;

/**
 * Lets Pulumi's own installer, the npm package `pulumi`, put its CLI into `folder`. Resolves to undefined, or to the
 * reason why there is none.
 */
export async function runOfficialInstaller(folder) {
    const staging = `${folder}-installer-${process.pid}`;
    const env = {
        ...process.env,
        PULUMI_HOME: staging, // the installer's way of being told where
        PULUMI_VERSION: pinnedVersion,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        NODE_USE_ENV_PROXY: "1",
    };
    const install = [
        "exec",
        "--yes",
        "--fetch-retries=0",
        "--loglevel=error",
        "--",
        `pulumi@${pinnedVersion}`,
        "version",
    ];
    try {
        const what = `Downloading the Pulumi CLI ${pinnedVersion} with Pulumi's installer (about 150 MB from get.pulumi.com)`;
        const { exitCode, output, problem } = await timed(what, () => run("npm", install, { env, limitMs }));
        if (exitCode !== 0) {
            return `Pulumi's installer: ${problem}; ${lastLine(output)}`;
        }
        const installed = join(staging, "versions", pinnedVersion);
        putLauncherInto(join(installed, "bin"));
        mkdirSync(dirname(folder), { recursive: true });
        rmSync(folder, { recursive: true, force: true });
        renameSync(installed, folder);
        return undefined;
    } catch (error) {
        return `Pulumi's installer: ${error.message}`;
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}

function lastLine(output) {
    return output.trimEnd().split("\n").at(-1)?.trim() || "it printed nothing";
}
