import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { scratch, shortName } from "./paths.mjs";
import { launcher, putLauncherInto } from "./pulumi-launcher.mjs";
import { isAtLeast, oldestVersion, versionOf } from "./pulumi-version.mjs";

/**
 * Looks for the CLI that the person at this machine uses. Returns a folder with a link to it, or why it won't do.
 *
 * A link, because the Automation API puts the CLI's folder first on PATH, and where that is `/usr/local/bin` it would
 * bring along whatever Node.js lives there.
 */
export async function pulumiOnPath() {
    const program = findOnPath();
    if (program === undefined) {
        return { problem: "there is none" };
    }
    const version = await versionOf(program);
    if (version === undefined) {
        return { problem: `${program} does not run` };
    }
    if (!isAtLeast(version, oldestVersion)) {
        return { problem: `${program} is ${version}, ${oldestVersion} or newer is needed` };
    }
    return { folder: linkTo(program) };
}

function findOnPath() {
    const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "pulumi"));
    return candidates.find(isExecutable);
}

function isExecutable(path) {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

function linkTo(program) {
    const folder = join(scratch, `pulumi-${shortName(program)}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "bin"), { recursive: true });
    // The CLI warns about a launcher on PATH that is not the one it came with.
    if (!existsSync(join(dirname(realpathSync(program)), launcher))) {
        putLauncherInto(join(folder, "bin"));
    }
    symlinkSync(program, join(folder, "bin", "pulumi"));
    return folder;
}
