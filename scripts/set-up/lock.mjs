import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { SetUpError, say } from "./say.mjs";

const limitMs = 20 * 60_000;

/**
 * Runs `action` while no other process on this machine does, and waits for one that does. A lock whose owner is gone is
 * taken over.
 */
export async function withLock(path, action) {
    mkdirSync(dirname(path), { recursive: true });
    const startedAt = Date.now();
    let told = false;
    while (!isTaken(path)) {
        if (Date.now() - startedAt > limitMs) {
            throw new SetUpError(
                `Another run has held ${path} for ${limitMs / 60_000} minutes. Remove it if no other run is there.`,
            );
        }
        if (!told) {
            say(`- Waiting for another run that holds ${path} ...`);
            told = true;
        }
        await wait(500);
    }
    try {
        return await action();
    } finally {
        rmSync(path, { force: true });
    }
}

/** True when the lock is ours now. */
function isTaken(path) {
    try {
        writeFileSync(path, String(process.pid), { flag: "wx" });
        return true;
    } catch (error) {
        if (error.code !== "EEXIST") {
            throw error;
        }
    }
    if (isOrphaned(path)) {
        rmSync(path, { force: true });
    }
    return false;
}

function isOrphaned(path) {
    try {
        const owner = Number(readFileSync(path, "utf8"));
        if (owner === 0) {
            return Date.now() - statSync(path).mtimeMs > 10_000; // its owner died between creating and writing it
        }
        process.kill(owner, 0);
        return false;
    } catch (error) {
        return error.code === "ESRCH";
    }
}
