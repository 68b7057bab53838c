/** Time as a port, so that key windows, deadlines and backoff are tested without waiting. */
export interface Clock {
    /** Milliseconds since the epoch: for dates that people read. Somebody may set it, forwards or back. */
    now(): number;
    /** Milliseconds since some moment in the past that never jump: for limits and durations. Stands still while the machine sleeps. */
    monotonicMs(): number;
    /** Resolves after `delayMs`; rejects with the signal's reason as soon as `signal` is aborted. Keeps the process alive. */
    sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
    /** Calls `action` once after `delayMs`, unless the returned function is called first. */
    after(delayMs: number, action: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (delayMs, signal) =>
        new Promise((resolve, reject) => {
            if (signal?.aborted) {
                reject(signal.reason);
                return;
            }
            const onAbort = () => {
                clearTimeout(timer);
                reject(signal?.reason);
            };
            const timer = setTimeout(() => {
                signal?.removeEventListener("abort", onAbort);
                resolve();
            }, delayMs);
            signal?.addEventListener("abort", onAbort, { once: true });
        }),
    after: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        return () => clearTimeout(timer);
    },
};
