import type { LabClock } from "../clock";

/** How many calls a second an API takes; more are throttled. */
export interface RateLimits<Action extends string> {
    /** Limits one action, or all of them together; Infinity ends the limit. */
    limit(callsPerSecond: number, action?: Action): void;
    /** Counts a call; true when it is too many. */
    exceeds(action: string): boolean;
    clear(): void;
}

interface Bucket {
    readonly callsPerSecond: number;
    tokens: number;
    filledAt: number;
}

const ALL = "all actions";

/** Rate limits as EC2 has them: buckets of tokens, each as large as what flows in within a second, full at first. */
export function makeRateLimits<Action extends string>(clock: LabClock): RateLimits<Action> {
    const buckets = new Map<string, Bucket>();
    const fill = (bucket: Bucket) => {
        const passedMs = Math.max(0, clock.now() - bucket.filledAt);
        bucket.filledAt = clock.now();
        bucket.tokens = Math.min(
            Math.max(1, bucket.callsPerSecond),
            bucket.tokens + (passedMs * bucket.callsPerSecond) / 1_000,
        );
        return bucket;
    };
    return {
        limit: (callsPerSecond, action) => {
            if (Number.isFinite(callsPerSecond)) {
                const tokens = Math.max(1, callsPerSecond);
                buckets.set(action ?? ALL, { callsPerSecond, tokens, filledAt: clock.now() });
            } else {
                buckets.delete(action ?? ALL);
            }
        },
        exceeds: (action) => {
            const concerned = [buckets.get(ALL), buckets.get(action)]
                .filter((bucket) => bucket !== undefined)
                .map(fill);
            if (concerned.some(({ tokens }) => tokens < 1)) return true;
            for (const bucket of concerned) bucket.tokens -= 1;
            return false;
        },
        clear: () => buckets.clear(),
    };
}
