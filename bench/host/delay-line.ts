import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { checkout, scratch } from "../paths";
import { Unavailable } from "../unavailable";

const SOURCE = join(checkout, "bench", "host", "delay-line.c");

/** A pair of devices with a delay between them. */
export interface DelayLine {
    /** Takes the devices away. */
    stop(): void;
}

/**
 * Starts a delay line, compiled on first use into the project's scratch folder.
 * @throws {Unavailable} the machine has no C compiler or no TUN devices.
 */
export async function startDelayLine(delayMs: number, near: string, far: string): Promise<DelayLine> {
    if (!existsSync("/dev/net/tun")) {
        throw new Unavailable("links with a delay need /dev/net/tun, which this machine lacks");
    }
    const line = spawn(compiled(), [String(delayMs), near, far], { stdio: ["pipe", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
        line.once("error", reject);
        line.once("exit", (status) => reject(new Error(`the delay line ended with ${status}`)));
        line.stdout.once("data", () => resolve());
    });
    return { stop: () => line.stdin.end() };
}

function compiled(): string {
    const name = `delay-line-${createHash("sha256").update(readFileSync(SOURCE)).digest("hex").slice(0, 12)}`;
    const program = join(scratch, name);
    if (!existsSync(program)) {
        mkdirSync(scratch, { recursive: true });
        try {
            execFileSync("cc", ["-O2", "-o", `${program}-${process.pid}`, SOURCE], { stdio: "pipe" });
        } catch {
            throw new Unavailable("links with a delay need a C compiler (cc), which this machine lacks");
        }
        renameSync(`${program}-${process.pid}`, program);
    }
    return program;
}
