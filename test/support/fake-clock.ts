import type { Clock } from "../../provider/base/clock";

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
    /** Moves time on and fires what is due on the way, in order. */
    advance(byMs: number): Promise<void>;
    /** Sets the date, as an administrator does: no time passes. */
    setDate(byMs: number): void;
    /** Timers that wait. */
    pending(): number;
}

export function makeFakeClock(startAt = 1_700_000_000_000): FakeClock {
    let now = startAt;
    let dateShift = 0;
    let timers: { at: number; action: () => void }[] = [];
    const after = (delayMs: number, action: () => void) => {
        const timer = { at: now + delayMs, action };
        timers.push(timer);
        return () => {
            timers = timers.filter((other) => other !== timer);
        };
    };
    return {
        now: () => now + dateShift,
        monotonicMs: () => now - startAt,
        setDate: (byMs) => {
            dateShift += byMs;
        },
        after,
        sleep: (delayMs, signal) =>
            new Promise((resolve, reject) => {
                const cancel = after(delayMs, resolve);
                signal?.addEventListener("abort", () => {
                    cancel();
                    reject(signal.reason);
                });
            }),
        advance: async (byMs) => {
            const end = now + byMs;
            for (;;) {
                await settle();
                const due = timers.filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
                if (due === undefined) {
                    break;
                }
                timers = timers.filter((timer) => timer !== due);
                now = Math.max(now, due.at);
                due.action();
            }
            now = end;
            await settle();
        },
        pending: () => timers.length,
    };
}

/** Lets promises that are ready go on before time does. */
async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
        await Promise.resolve();
    }
    await new Promise((resolve) => setImmediate(resolve));
}
