import type { Clock } from "./clock";
import type { Wording } from "./words";

/** The moment by which something must be done, with what to say when it was not. */
export interface Deadline {
    /** On the clock that never jumps (`monotonicMs`): a date that somebody sets neither ends nor prolongs a wait. */
    readonly at: number;
    /** What the program calls this limit where it set it for the whole operation, and no nearer one was put within. */
    readonly setBy?: Wording | undefined;
    /** Milliseconds left, never below 0. */
    remainingMs(): number;
    expired(): boolean;
    /** The earlier of this deadline and one `limitMs` from now. */
    within(limitMs: number): Deadline;
    /** A deadline later by `extraMs`, for time that must not count, but not later than the one that this was made within. */
    extendedBy(extraMs: number): Deadline;
    /**
     * Resolves as `work` does, or rejects with `onExpiry()` when the deadline passes first. `work` gets a signal that is
     * aborted then; it goes on in the background if it ignores the signal, and its result is dropped.
     */
    race<T>(work: (signal: AbortSignal) => Promise<T>, onExpiry: () => Error): Promise<T>;
}

/** A deadline `limitMs` from now; `Infinity` never comes. */
export function makeDeadline(clock: Clock, limitMs: number, setBy?: Wording): Deadline {
    return deadlineAt(clock, clock.monotonicMs() + limitMs, setBy);
}

function deadlineAt(clock: Clock, at: number, setBy: Wording | undefined, around?: Deadline): Deadline {
    const remainingMs = () => Math.max(0, at - clock.monotonicMs());
    const deadline: Deadline = Object.freeze({
        at,
        setBy,
        remainingMs,
        expired: () => remainingMs() === 0,
        within: (limitMs: number) => {
            const nearer = clock.monotonicMs() + limitMs;
            return nearer < at
                ? deadlineAt(clock, nearer, undefined, deadline)
                : deadlineAt(clock, at, setBy, deadline);
        },
        extendedBy: (extraMs: number) =>
            around !== undefined && at + extraMs >= around.at
                ? deadlineAt(clock, around.at, around.setBy, around)
                : deadlineAt(clock, at + extraMs, setBy, around),
        race: <T>(work: (signal: AbortSignal) => Promise<T>, onExpiry: () => Error) =>
            raceAgainst(clock, remainingMs(), work, onExpiry),
    });
    return deadline;
}

/** Node.js timers hold at most 2^31 - 1 ms; a longer wait would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

async function raceAgainst<T>(
    clock: Clock,
    limitMs: number,
    work: (signal: AbortSignal) => Promise<T>,
    onExpiry: () => Error,
): Promise<T> {
    if (limitMs === 0) {
        throw onExpiry();
    }
    const controller = new AbortController();
    let cancelTimer = () => {};
    const expiry = new Promise<never>((_, reject) => {
        if (limitMs <= LONGEST_TIMER_MS) {
            cancelTimer = clock.after(limitMs, () => {
                const error = onExpiry();
                reject(error);
                controller.abort(error);
            });
        }
    });
    try {
        return await Promise.race([work(controller.signal), expiry]);
    } finally {
        cancelTimer();
    }
}
