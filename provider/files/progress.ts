import type { Clock } from "../base/clock";
import type { Log } from "../base/log";

/** Shorter transfers need no word. */
const QUIET_MS = 2_000;
const INTERVAL_MS = 1_000;

/** Tells on the resource's row how far a transfer is: bytes, rate and time left. */
export function makeProgress(totalBytes: number, clock: Clock, log: Log): { onBytes(byteCount: number): void } {
    const startedAt = clock.now();
    let sent = 0;
    let toldAt = startedAt + QUIET_MS - INTERVAL_MS;
    return {
        onBytes: (byteCount) => {
            sent += byteCount;
            const now = clock.now();
            if (now - toldAt >= INTERVAL_MS) {
                toldAt = now;
                log.status(printProgress(sent, totalBytes, now - startedAt));
            }
        },
    };
}

function printProgress(sent: number, total: number, elapsedMs: number): string {
    const perSecond = sent / (elapsedMs / 1000);
    const leftS = Math.ceil((total - sent) / Math.max(1, perSecond));
    return `Sending files: ${printBytes(sent)} of ${printBytes(total)}, ${printBytes(perSecond)}/s, ${leftS} s left`;
}

function printBytes(count: number): string {
    const [unit, size] =
        count >= 1024 ** 3 ? ["GiB", 1024 ** 3] : count >= 1024 ** 2 ? ["MiB", 1024 ** 2] : ["KiB", 1024];
    return `${(count / (size as number)).toFixed(1)} ${unit}`;
}
