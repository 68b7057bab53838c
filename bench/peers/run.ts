import { type SpawnOptions, spawn } from "node:child_process";

export interface RunOptions {
    readonly input?: string | undefined;
    readonly environment?: Readonly<Record<string, string>> | undefined;
    readonly folder?: string | undefined;
}

/** Runs a program to its end and resolves to its standard output. @throws when it can't be started or its exit code is not 0. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { input, environment, folder } = options;
    const settings: SpawnOptions = {
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
        env: { ...process.env, ...environment },
        ...(folder !== undefined && { cwd: folder }),
    };
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, settings);
        const stdout: Buffer[] = [];
        let stderr = "";
        child.stdout?.on("data", (chunk: Buffer) => void stdout.push(chunk));
        child.stderr?.on("data", (chunk: Buffer) => {
            stderr = (stderr + chunk).slice(-4_000);
        });
        child.once("error", reject);
        child.once("close", (exitCode, signal) => {
            const text = Buffer.concat(stdout).toString();
            if (exitCode === 0) {
                resolve(text);
            } else {
                reject(new Error(`${program} ended with ${signal ?? exitCode}:\n${stderr}${text.slice(-2_000)}`));
            }
        });
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(input);
    });
}
