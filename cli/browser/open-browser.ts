import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A page that was asked for; `forget` removes what led to it. */
export interface OpenedPage {
    /** Whether a browser was found. */
    readonly isOpened: Promise<boolean>;
    forget(): void;
}

/**
 * Opens an address in the user's browser by a file that leads to it: arguments of processes are public, and the address holds a token. Only
 * this user can read the file.
 */
export function openInBrowser(address: string): OpenedPage {
    const folder = mkdtempSync(join(process.env.XDG_RUNTIME_DIR || tmpdir(), "ec2-instance-connect-"));
    chmodSync(folder, 0o700);
    const file = join(folder, "open.html");
    const text = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${address}"><title>EC2 Instance Connect</title>`;
    writeFileSync(file, text, { mode: 0o600, flag: "wx" });
    return {
        isOpened: start(file),
        forget: () => rmSync(folder, { recursive: true, force: true }),
    };
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
    darwin: ["open"],
    win32: ["cmd", "/c", "start", '""'],
};

/** An opener that has not failed by then has found a browser, and may run for as long as that. */
const FAILS_WITHIN_MS = 3_000;

function start(file: string): Promise<boolean> {
    const [command, ...args] = process.env.BROWSER
        ? [process.env.BROWSER]
        : (OPENERS[process.platform] ?? (["xdg-open"] as const));
    return new Promise((resolve) => {
        const child = spawn(command, [...args, file], { stdio: "ignore", detached: true });
        const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
        const end = (isOpened: boolean) => {
            clearTimeout(timer);
            resolve(isOpened);
        };
        child.once("error", () => end(false));
        child.once("exit", (code) => end(code === 0));
        child.unref();
    });
}
