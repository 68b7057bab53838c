import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { userCache } from "./paths.mjs";
import { buildFromGoModules } from "./pulumi-from-go.mjs";
import { runOfficialInstaller } from "./pulumi-installer.mjs";
import { pulumiOnPath } from "./pulumi-on-path.mjs";
import { isPulumi, pinnedVersion } from "./pulumi-version.mjs";
import { SetUpError, say } from "./say.mjs";

/**
 * Finds a Pulumi CLI or gets one, and returns the folder that holds `bin/pulumi`, as the Automation API wants it.
 * In this order: PATH, this project's cache, Pulumi's installer, a build from Go modules.
 * @throws {SetUpError} none of them led to a CLI; the message says what each was missing.
 */
export async function findPulumiCli() {
    const onPath = await pulumiOnPath();
    if (onPath.folder) {
        return onPath.folder;
    }
    const cached = join(userCache, `pulumi-v${pinnedVersion}`);
    if (await isPulumi(cached)) {
        return cached;
    }
    say(`There is no usable Pulumi CLI on PATH (${onPath.problem}), and none in ${cached} yet.`);
    return await withLock(`${cached}.lock`, async () => ((await isPulumi(cached)) ? cached : await getInto(cached)));
}

async function getInto(folder) {
    const problems = [];
    for (const get of [runOfficialInstaller, buildFromGoModules]) {
        const problem = await get(folder);
        if (problem === undefined) {
            return folder;
        }
        say(`  that did not work: ${problem}`);
        problems.push(problem);
    }
    throw new SetUpError(
        `There is no Pulumi CLI to run programs with. What was tried:\n${problems.map((problem) => `  - ${problem}\n`).join("")}\n` +
            "To fix, one of these is enough:\n" +
            "  - install the Pulumi CLI and put it on PATH: https://www.pulumi.com/docs/install/\n" +
            "  - let this machine reach get.pulumi.com\n" +
            "  - install Go 1.21 or newer (https://go.dev/dl/) and let it reach a Go module proxy (`go env GOPROXY`)",
    );
}
