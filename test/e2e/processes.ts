import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Processes of a stack, which have its folder in their environment, by a pattern of their command line. */
function processesOf(folder: string, pattern: RegExp): number[] {
    const isOurs = (pid: string) => {
        try {
            return pattern.test(readProcess(pid, "cmdline")) && readProcess(pid, "environ").includes(folder);
        } catch {
            return false; // it has ended meanwhile
        }
    };
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name) && isOurs(name))
        .map(Number);
}

/** The stack's provider processes, their launchers among them. */
export const providerProcesses = (folder: string) => processesOf(folder, /dynamic-provider/);

/** The stack's plugins. */
export const pluginProcesses = (folder: string) => processesOf(folder, /pulumi-resource-ec2-instance-connect/);

/** The stack's language hosts, which outlive an engine that is killed. */
export const languageHosts = (folder: string) => processesOf(folder, /pulumi-language-/);

/** The stack's engines. */
export const engineProcesses = (folder: string) => processesOf(folder, /\/pulumi\0(up|update|destroy)\0/);

/** Stops a process, and resolves when none of its threads runs any more: a signal is only on its way when it was sent. */
export async function stopProcess(pid: number): Promise<void> {
    process.kill(pid, "SIGSTOP");
    while (!hasStopped(pid)) {
        await setTimeout(1);
    }
}

function hasStopped(pid: number): boolean {
    try {
        const threads = readdirSync(join("/proc", String(pid), "task"));
        // The state stands behind the name, which may hold anything: stopped, or ended.
        return threads.every((thread) => /\) [TtZX] [^)]*$/.test(readProcess(String(pid), `task/${thread}/stat`)));
    } catch {
        return true; // it has ended meanwhile
    }
}

/** The most memory that any of the processes has had, in MiB; 0 when all have ended. */
export function peakMemoryMib(pids: readonly number[]): number {
    const peakOf = (pid: number) => {
        try {
            return Number(/VmHWM:\s+(\d+) kB/.exec(readProcess(String(pid), "status"))?.[1] ?? 0) / 1024;
        } catch {
            return 0;
        }
    };
    return Math.max(0, ...pids.map(peakOf));
}

function readProcess(pid: string, file: string): string {
    return readFileSync(join("/proc", pid, file), "utf8");
}
