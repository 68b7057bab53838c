import { readFileSync } from "node:fs";
import { run } from "../set-up/run.mjs";
import { tools } from "./tools.mjs";

/**
 * How this machine gets packages: `packagesOf` names those that bring the tools, `command` is what a person types.
 * `install` is there only where we install by ourselves, on Debian and what is made from it; `whyNot` says whether it may.
 */
export function findPackageManager(platform = process.platform, osRelease = readOsRelease()) {
    if (platform === "darwin") {
        return { packagesOf: packagesBy("homebrew"), command: (names) => `brew install ${names.join(" ")}` };
    }
    const [, likes = ""] = /^ID_LIKE="?(.*?)"?$/m.exec(osRelease) ?? [];
    const [, id = ""] = /^ID="?(.*?)"?$/m.exec(osRelease) ?? [];
    const kinds = [id, ...likes.split(" ")];
    if (kinds.includes("debian") || kinds.includes("ubuntu")) {
        return { packagesOf: packagesBy("debian"), command: aptCommand, install: installByApt, whyNot: whyNotByApt };
    }
    if (kinds.includes("fedora") || kinds.includes("rhel")) {
        return { packagesOf: packagesBy("fedora"), command: (names) => `sudo dnf install ${names.join(" ")}` };
    }
    const command = (names) => `your package manager; on Debian it would be: ${aptCommand(names)}`;
    return { packagesOf: packagesBy("debian"), command };
}

function packagesBy(system) {
    return (missing) => [...new Set(missing.map((tool) => tools[tool]?.[system]).filter(Boolean))].sort();
}

function aptCommand(names) {
    return `sudo apt-get update && sudo apt-get install --yes ${names.join(" ")}`;
}

/** Undefined where packages may be installed without a question, else why they may not. */
async function whyNotByApt() {
    if (process.getuid() === 0 || (await run("sudo", ["-n", "true"], { limitMs: 30_000 })).exitCode === 0) {
        return undefined;
    }
    return "this is not root, and sudo asks for a password or is not there";
}

/** Installs packages as root, or by a sudo that asks for no password. Resolves to undefined, or to what went wrong. */
async function installByApt(names) {
    const asRoot = process.getuid() === 0 ? [] : ["sudo", "-n"];
    const apt = (...args) => {
        const [program, ...rest] = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", ...args];
        return run(program, rest, { limitMs: 15 * 60_000 });
    };
    // Another installation may be under way, and one source of packages that can't be reached is no reason to give up.
    const wait = ["-o", "DPkg::Lock::Timeout=300"];
    await apt("update", ...wait);
    const installed = await apt("install", "--yes", "--no-install-recommends", ...wait, ...names);
    return installed.exitCode === 0 ? undefined : { problem: `apt-get ${installed.problem}`, output: installed.output };
}

function readOsRelease() {
    try {
        return readFileSync("/etc/os-release", "utf8");
    } catch {
        return "";
    }
}
