import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const TMPFS = 0x01021994;
/** The bench puts files of gibibytes there. */
const LEAST_BYTES = 10 * 1024 ** 3;

/**
 * Has everything that is started from here put its temporary files in memory, if the machine has a place for that and TMPDIR names no
 * other: ext4 takes ever longer to make the next file when many have just been removed. Tests of hosts need a real file system.
 */
export function useMemoryForTemporaryFiles() {
    if (process.env.TMPDIR === undefined && isRoomy() && mayRunPrograms()) {
        process.env.TMPDIR = MEMORY;
    }
}

function isRoomy() {
    try {
        const { type, bavail, bsize } = statfsSync(MEMORY);
        const [, available = "0"] = /^MemAvailable: +(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8")) ?? [];
        return type === TMPFS && bavail * bsize >= LEAST_BYTES && Number(available) * 1024 >= LEAST_BYTES;
    } catch {
        return false;
    }
}

/** Containers often mount it so that nothing in it can be started. */
function mayRunPrograms() {
    let folder;
    try {
        folder = mkdtempSync(join(MEMORY, "try-"));
        writeFileSync(join(folder, "program"), "#!/bin/sh\n", { mode: 0o755 });
        return spawnSync(join(folder, "program")).status === 0;
    } catch {
        return false;
    } finally {
        if (folder !== undefined) {
            rmSync(folder, { recursive: true, force: true });
        }
    }
}
