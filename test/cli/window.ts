import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { toolPath } from "../support/tools";
import type { CommandUser } from "./command";

/** A terminal with a window, as a person has it, in which one command line runs. */
export interface Window {
    /** Types keys: texts as they are, names of tmux such as `Enter` and `C-c`. */
    type(...keys: readonly string[]): Promise<void>;
    resize(columns: number, rows: number): Promise<void>;
    /** Waits until the window shows a text. */
    shows(pattern: RegExp): Promise<void>;
    /** Enters a line again and again until the window shows a text: for what takes effect a moment later, as a new size does. */
    enterUntil(line: string, pattern: RegExp): Promise<void>;
    /** What it shows, with the codes of colours. */
    coloured(): Promise<string>;
    close(): Promise<void>;
}

/** However busy the machine is. */
const LIMIT_MS = 90_000;

/** Shows the exit code of the command line in the window, as `ended-0`, and holds the window, also after Ctrl-C. */
const AND_ITS_END = 'trap : INT; "$@"; echo "ended-$?"; exec cat';

/** Opens a window of tmux, whose server is its own. */
export async function openWindow(
    user: CommandUser,
    args: readonly string[],
    { columns = 100, rows = 30 }: { readonly columns?: number; readonly rows?: number } = {},
): Promise<Window> {
    // The name of a socket must be short.
    const folder = mkdtempSync(join(tmpdir(), "tmux-"));
    const socket = join(folder, "s");
    const tmux = async (...words: readonly string[]) => {
        const { stdout, stderr, exitCode } = await user.program(
            toolPath("tmux"),
            ["-f", "/dev/null", "-S", socket, ...words],
            {
                environment: { TERM: "xterm-256color", LANG: "C.UTF-8", SHELL: "/bin/sh" },
            },
        );
        expect([exitCode, stderr]).toEqual([0, ""]);
        return stdout;
    };
    const size = ["-x", String(columns), "-y", String(rows)];
    await tmux(
        "new-session",
        "-d",
        ...size,
        "/bin/sh",
        "-c",
        AND_ITS_END,
        "sh",
        ...args,
        ";",
        "set",
        "-g",
        "status",
        "off",
    );
    return {
        type: async (...keys) => {
            for (const key of keys) {
                await (/^(Enter|Escape|Tab|C-.)$/.test(key) ? tmux("send-keys", key) : tmux("send-keys", "-l", key));
            }
        },
        resize: async (wide, high) => {
            await tmux("resize-window", "-x", String(wide), "-y", String(high));
        },
        shows: async (pattern) => {
            await expect.poll(() => tmux("capture-pane", "-p"), { timeout: LIMIT_MS }).toMatch(pattern);
        },
        enterUntil: async (line, pattern) => {
            const enter = async () => {
                await tmux("send-keys", "-l", line);
                await tmux("send-keys", "Enter");
                await new Promise((resolve) => setTimeout(resolve, 200));
                return tmux("capture-pane", "-p");
            };
            await expect.poll(enter, { timeout: LIMIT_MS }).toMatch(pattern);
        },
        coloured: () => tmux("capture-pane", "-p", "-e"),
        close: async () => {
            await tmux("kill-server");
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
