import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Environment variable that marks every process an instance has started, so that none outlives it. */
export const MARKER = "PULUMI_LAB_INSTANCE";

const MAXIMUM_PASSES = 50;

/**
 * Kills everything that runs for a marker value or inside a folder, processes that left their group and session included.
 * Linux only; elsewhere the process groups that the lab knows are all that can be found.
 */
export function killLeftovers(marker: string, folder: string): void {
    // A process may fork between the look and the kill: so look again until nothing is found.
    for (let pass = 0; pass < MAXIMUM_PASSES; pass++) {
        const found = findProcesses(marker, folder);
        if (found.length === 0) return;
        for (const processId of found) killQuietly(processId);
    }
}

/** Ids of the processes that carry the marker value in their environment or work in the folder. */
export function findProcesses(marker: string, folder: string): number[] {
    const wanted = `${MARKER}=${marker}`;
    return listProcessIds().filter((processId) => {
        if (processId === process.pid || isZombie(processId)) return false;
        return readEnvironment(processId).includes(wanted) || isInside(workingDirectory(processId), folder);
    });
}

/** Kills a process, or with a negative id a process group; one that is gone is fine. */
export function killQuietly(processId: number, signal: NodeJS.Signals = "SIGKILL"): void {
    try {
        process.kill(processId, signal);
    } catch {
        // Gone already.
    }
}

function listProcessIds(): number[] {
    return readOr(() => readdirSync("/proc"), [])
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
}

function readEnvironment(processId: number): string[] {
    return readOr(() => readFileSync(`/proc/${processId}/environ`, "latin1"), "").split("\0");
}

function workingDirectory(processId: number): string {
    return readOr(() => readlinkSync(`/proc/${processId}/cwd`), "").replace(/ \(deleted\)$/, "");
}

function isZombie(processId: number): boolean {
    const status = readOr(() => readFileSync(`/proc/${processId}/stat`, "latin1"), "");
    return /^[ZX]/.test(status.slice(status.lastIndexOf(")") + 2));
}

function isInside(path: string, folder: string): boolean {
    return path === folder || path.startsWith(`${folder}/`);
}

function readOr<Value>(read: () => Value, otherwise: Value): Value {
    try {
        return read();
    } catch {
        return otherwise;
    }
}
