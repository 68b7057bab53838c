import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { killQuietly } from "../leftovers";

/** A running sshd. */
export interface SshdProcess {
    /** Ends it; in a namespace with everything that runs there. */
    stop(): Promise<void>;
}

/** Starts sshd in a namespace of its own, which dies with this process, too. */
export function startInNamespace(scriptPath: string, onLine: (line: string) => void): Promise<SshdProcess> {
    const unshare = [
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child=KILL",
        "--mount-proc",
        "/bin/sh",
        scriptPath,
    ];
    const child = spawn("setpriv", ["--pdeathsig", "KILL", ...unshare], { stdio: ["ignore", "ignore", "pipe"] });
    // A namespace ends with its first process; `unshare` goes when all of it is gone.
    return untilListening(child, killFirstProcess, onLine);
}

/** Starts sshd as a plain process of this user, which dies with this process where the machine has `setpriv` for it. */
export function startPlain(sshd: string, configPath: string, onLine: (line: string) => void): Promise<SshdProcess> {
    const canDieAlong = spawnSync("setpriv", ["--version"]).status === 0;
    const [program = sshd, ...parameters] = [
        ...(canDieAlong ? ["setpriv", "--pdeathsig", "KILL"] : []),
        ...[sshd, "-D", "-e", "-f", configPath],
    ];
    const child = spawn(program, parameters, { stdio: ["ignore", "ignore", "pipe"] });
    return untilListening(child, killQuietly, onLine);
}

function untilListening(
    child: ChildProcess,
    kill: (processId: number) => void,
    onLine: (line: string) => void,
): Promise<SshdProcess> {
    const ended = new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.once("error", () => resolve());
    });
    const stop = async () => {
        if (child.pid !== undefined && child.exitCode === null) kill(child.pid);
        await ended;
    };
    return new Promise((resolve, reject) => {
        const lines: string[] = [];
        createInterface({ input: child.stderr as Readable }).on("line", (line) => {
            if (line.startsWith("Server listening on")) resolve({ stop });
            lines.push(line);
            onLine(line);
        });
        child.once("error", reject);
        child.once("close", (exitCode) => {
            reject(new Error(`sshd ended with exit code ${exitCode} before it listened:\n${lines.join("\n")}`));
        });
    });
}

function killFirstProcess(unshareId: number): void {
    const children = readFileSync(`/proc/${unshareId}/task/${unshareId}/children`, "utf8").trim().split(" ");
    for (const processId of children.filter(Boolean)) killQuietly(Number(processId));
}
