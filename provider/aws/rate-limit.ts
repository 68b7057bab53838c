import type { Clock } from "../base/clock";

/**
 * Makes a function that resolves when the next call may go: `burst` at once, then `perSecond`. AWS counts describe calls for
 * the whole account and region, so a program with many instances leaves room for everybody else's.
 */
export function makeRateLimit(clock: Clock, burst: number, perSecond: number): () => Promise<void> {
    const spacingMs = 1_000 / perSecond;
    /** When the bucket would be full again. */
    let fullAt = Number.NEGATIVE_INFINITY;
    return async () => {
        const now = clock.monotonicMs();
        fullAt = Math.max(fullAt, now) + spacingMs;
        const waitMs = fullAt - burst * spacingMs - now;
        if (waitMs > 0) {
            await clock.sleep(waitMs);
        }
    };
}
