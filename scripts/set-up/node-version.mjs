import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { executables } from "./paths.mjs";
import { SetUpError } from "./say.mjs";

const oldest = 20;

/** @throws {SetUpError} this Node.js is too old to set anything up. */
export function checkNodeVersion() {
    const major = Number(process.versions.node.split(".")[0]);
    if (major < oldest) {
        throw new SetUpError(
            `Node.js ${oldest} or newer is needed, this is ${process.versions.node}. Get it from https://nodejs.org.`,
        );
    }
}

/**
 * Puts the project's own executables first on PATH, and runs this very command again on the project's Node.js unless
 * that is what runs it already. Resolves to true when the command ran in a child process, so the caller has nothing left
 * to do.
 *
 * PATH matters beyond this process: the Pulumi CLI starts dynamic providers as plain `node`.
 *
 * With NODE_OF_MACHINE=1, the Node.js that runs this command takes the place of the project's.
 */
export async function continueOnProjectNode() {
    if (process.env.NODE_OF_MACHINE === "1") {
        process.env.PATH = [dirname(process.execPath), executables, ...pathWithout(executables)].join(delimiter);
        return false;
    }
    process.env.PATH = [executables, ...pathWithout(executables)].join(delimiter);
    const node = join(executables, "node");
    if (!existsSync(node)) {
        throw new SetUpError(
            "npm installed the packages but not the project's Node.js: its install script did not run.\n" +
                "To fix: run `npm rebuild node` (without `ignore-scripts`) and try again.",
        );
    }
    if (realpathSync(node) === realpathSync(process.execPath)) {
        return false;
    }
    const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: "inherit" });
    process.on("SIGINT", () => {}); // the terminal sends it to the child as well, whose end we wait for
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    process.exitCode = await new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (exitCode) => resolve(exitCode ?? 1));
    });
    return true;
}

function pathWithout(folder) {
    return (process.env.PATH ?? "").split(delimiter).filter((entry) => entry !== "" && entry !== folder);
}
