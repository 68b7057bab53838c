import { existsSync } from "node:fs";
import { lastLines, run } from "../set-up/run.mjs";
import { say, timed } from "../set-up/say.mjs";
import { describeMissing } from "./missing-tools.mjs";
import { findPackageManager } from "./package-manager.mjs";
import { missingTools } from "./tools.mjs";

/** Tells the process that goes on for this one, on the project's Node.js, that it has been tried. */
const TRIED = "INSTANCE_CONNECT_TEST_TOOLS_TRIED";

/**
 * Brings the programs of the operating system that tests start: installs what is missing where it may, else names all of
 * it and the command that installs it. Costs next to nothing when nothing is missing.
 */
export async function bringTools() {
    const missing = missingTools();
    if (missing.length === 0 || process.env[TRIED] !== undefined) {
        return;
    }
    process.env[TRIED] = "1";
    const manager = findPackageManager();
    const problem = manager.install && (await installOrSayWhy(manager, missing));
    const left = missingTools();
    if (left.length > 0) {
        say(describeMissing(left, problem));
    }
}

/** Resolves to undefined, or to why nothing was installed. */
async function installOrSayWhy({ packagesOf, install, whyNot }, missing) {
    const reason = await whyNot();
    if (reason !== undefined) {
        return reason;
    }
    const packages = packagesOf(missing);
    const what = `Installing ${packages.join(", ")}: tests start ${missing.join(", ")}`;
    const failure = await timed(what, () => install(packages));
    if (failure?.output) {
        say(lastLines(failure.output, 8));
    }
    if (packages.includes("openssh-server") && failure === undefined && existsSync("/run/systemd/system")) {
        say("  Debian starts sshd with openssh-server; tests don't need that: systemctl disable --now ssh ends it");
    }
    return failure?.problem;
}

/** One check for each tool, so that each one that is missing counts as failed, and one for the rights that tests need. */
export function toolChecks() {
    const missing = missingTools().map((tool) => ({
        title: `Tool of the operating system: ${tool}`,
        check: async () => ({ exitCode: 1, output: describeMissing([tool]) }),
    }));
    return [...missing, ...(missing.length === 0 ? [allThere] : []), rightsCheck];
}

const allThere = { title: "Tools of the operating system", check: async () => ({ exitCode: 0, output: "" }) };

const rightsCheck = {
    title: "The right to make hosts of other users and other file systems",
    async check() {
        const flags = ["--mount", "--pid", "--fork", "--mount-proc"];
        const { exitCode } = await run("unshare", [...flags, "true"], { limitMs: 30_000 });
        if (exitCode === 0 && process.getuid() === 0) {
            return { exitCode: 0, output: "" };
        }
        const output =
            "Tests of other users, mounts and real sshd fail without it. To fix: run npm test as root on Linux, " +
            "or as root in a container that may make namespaces (docker run --privileged).";
        return { exitCode: 1, output };
    },
};
