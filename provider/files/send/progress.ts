import type { Clock } from "../../base/clock";
import type { Log } from "../../base/log";

/** Hears of bytes on their way; `present` ones were on the host before, and say nothing about the link. */
export type OnBytes = (byteCount: number, kind?: "sent" | "present") => void;

/** Shorter transfers need no word. */
const QUIET_MS = 2_000;
const INTERVAL_MS = 1_000;

/** Tells on the resource's row how far a transfer is: bytes, rate and time left. */
export function makeProgress(
    totalBytes: number,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
    onProgress: (doneBytes: number, totalBytes: number) => void = () => {},
): { readonly onBytes: OnBytes } {
    const startedAt = clock.monotonicMs();
    let sent = 0;
    let present = 0;
    let toldAt = startedAt + QUIET_MS - INTERVAL_MS;
    return {
        onBytes: (byteCount, kind = "sent") => {
            if (kind === "present") {
                present += byteCount;
                onProgress(sent + present, totalBytes);
                return;
            }
            sent += byteCount;
            onProgress(sent + present, totalBytes);
            const now = clock.monotonicMs();
            if (now - toldAt >= INTERVAL_MS) {
                toldAt = now;
                log.status(printProgress(sent, present, totalBytes, now - startedAt));
            }
        },
    };
}

/** Short, and the time first: in a terminal of usual width the end of a row is cut off. */
function printProgress(sent: number, present: number, total: number, elapsedMs: number): string {
    const perSecond = sent / (elapsedMs / 1000);
    const done = sent + present;
    const leftS = Math.ceil((total - done) / Math.max(1, perSecond));
    const unit = unitOf(total);
    const bytes = `${printIn(unit, done)} of ${printIn(unit, total)} ${unit}`;
    return `${printSeconds(leftS)} left, ${bytes} sent, ${printIn(unitOf(perSecond), perSecond)} ${unitOf(perSecond)}/s`;
}

function printSeconds(seconds: number): string {
    const minutes = Math.ceil(seconds / 60);
    return seconds < 100 ? `${seconds} s` : minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

const UNITS = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

function unitOf(byteCount: number): keyof typeof UNITS {
    return byteCount >= UNITS.GiB ? "GiB" : byteCount >= UNITS.MiB ? "MiB" : "KiB";
}

function printIn(unit: keyof typeof UNITS, byteCount: number): string {
    return (byteCount / UNITS[unit]).toFixed(1);
}
