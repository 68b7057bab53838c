import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

/**
 * Runs a program and resolves to how it ended and what it printed. Never rejects: a program that is missing or over its
 * time limit is an outcome, too (`exitCode` is undefined, `problem` says why).
 *
 * With `show`, its output goes straight to ours and is not kept.
 */
export function run(program, args, { cwd = root, env = process.env, limitMs, show = false } = {}) {
    return new Promise((resolve) => {
        const child = spawn(program, args, {
            cwd,
            env,
            stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
        });
        let output = "";
        let problem;
        child.stdout?.on("data", (chunk) => {
            output += chunk;
        });
        child.stderr?.on("data", (chunk) => {
            output += chunk;
        });
        const limit =
            limitMs &&
            setTimeout(() => {
                problem = `was stopped after ${Math.round(limitMs / 1000)} s`;
                child.kill("SIGKILL");
            }, limitMs);
        const settle = (exitCode) => {
            clearTimeout(limit);
            resolve({ exitCode, output, problem });
        };
        child.on("error", (error) => {
            problem = error.code === "ENOENT" ? `${program} is not installed` : error.message;
            settle(undefined);
        });
        child.on("close", (exitCode, signal) => {
            problem ??= exitCode === 0 ? undefined : `ended with ${signal ?? `exit code ${exitCode}`}`;
            settle(problem ? (exitCode ?? undefined) : 0);
        });
    });
}

/** The last lines of a program's output, indented, for an error message. */
export function lastLines(output, count = 15) {
    const lines = output.trimEnd().split("\n").slice(-count);
    return lines.map((line) => `    ${line}`).join("\n");
}
