import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../lab";
import { root } from "../support/imports";

/** How a process ended. */
export interface Ended {
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** A user of the command, with a home of its own, against a lab. */
export interface CommandUser {
    readonly home: string;
    /** Runs the built command. */
    run(args: readonly string[], options?: RunOptions): Promise<Ended>;
    /** Runs another program in the same environment. */
    program(file: string, args: readonly string[], options?: RunOptions): Promise<Ended>;
    start(file: string, args: readonly string[], options?: RunOptions): ChildProcess;
    remove(): void;
}

interface RunOptions {
    readonly input?: string | Buffer;
    readonly environment?: Readonly<Record<string, string>>;
}

const MAIN = join(root, "dist", "cli", "main.js");

export function makeUser(lab: Lab | undefined): CommandUser {
    const home = mkdtempSync(join(tmpdir(), "cli-home-"));
    const start = (file: string, args: readonly string[], { environment = {} }: RunOptions = {}) => {
        const { PATH = "" } = process.env;
        const own = { PATH, HOME: home, XDG_CONFIG_HOME: join(home, "config"), XDG_RUNTIME_DIR: home };
        return spawn(file, args, { cwd: home, env: { ...own, ...lab?.environment, ...environment } });
    };
    const program = (file: string, args: readonly string[], options: RunOptions = {}) =>
        new Promise<Ended>((resolve, reject) => {
            const child = start(file, args, options);
            const texts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
            child.stdout?.on("data", (chunk) => texts.stdout.push(chunk));
            child.stderr?.on("data", (chunk) => texts.stderr.push(chunk));
            child.once("error", reject);
            child.once("close", (exitCode) => {
                const [stdout, stderr] = [Buffer.concat(texts.stdout), Buffer.concat(texts.stderr)];
                resolve({ exitCode, stdout: stdout.toString(), stderr: stderr.toString() });
            });
            child.stdin?.on("error", () => {});
            child.stdin?.end(options.input ?? "");
        });
    return {
        home,
        start,
        program,
        run: (args, options) => program(process.execPath, [MAIN, ...args], options),
        remove: () => rmSync(home, { recursive: true, force: true }),
    };
}
