/** Actions to come; none comes after `clear`. */
export interface Timers {
    later(delayMs: number, action: () => Promise<void>): void;
    clear(): void;
}

/** No actions yet. */
export function makeTimers(): Timers {
    const timers = new Set<NodeJS.Timeout>();
    return {
        later: (delayMs, action) => {
            const timer = setTimeout(() => {
                timers.delete(timer);
                void action();
            }, delayMs);
            timers.add(timer);
        },
        clear: () => {
            for (const timer of timers) clearTimeout(timer);
        },
    };
}
