import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The folder of this command in the user's configuration. */
export function configurationFolder(): string {
    return join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "ec2-instance-connect");
}

/** The text of a file; empty if there is none. */
export function readText(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return "";
        }
        throw error;
    }
}

/** Puts a file in place as a whole: whoever reads it sees the old text or the new one. */
export function writeWhole(path: string, text: string, mode: number): void {
    const fresh = `${path}.${process.pid}.new`;
    rmSync(fresh, { force: true });
    try {
        writeFileSync(fresh, text, { mode, flag: "wx" });
        renameSync(fresh, path);
    } catch (error) {
        rmSync(fresh, { force: true });
        throw error;
    }
}

const PAUSE_MS = 20;
/** A change takes milliseconds: a lock that is older was left behind. */
const ABANDONED_MS = 10_000;

/** Changes a file of mode 0600 while no other process of this command does. What `change` returns is written unless it is the same. */
export async function changeLocked(path: string, change: (text: string) => string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const lock = `${path}.lock`;
    while (!tryLock(lock)) {
        if (isAbandoned(lock)) {
            rmSync(lock, { force: true });
        } else {
            await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
    }
    try {
        const text = readText(path);
        const changed = change(text);
        if (changed !== text) {
            writeWhole(path, changed, 0o600);
        }
    } finally {
        rmSync(lock, { force: true });
    }
}

function tryLock(lock: string): boolean {
    try {
        closeSync(openSync(lock, "wx", 0o600));
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") {
            return false;
        }
        throw error;
    }
}

function isAbandoned(lock: string): boolean {
    try {
        return Date.now() - statSync(lock).mtimeMs > ABANDONED_MS;
    } catch {
        return false;
    }
}
