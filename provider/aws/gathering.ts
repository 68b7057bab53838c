import type { Clock } from "../base/clock";

/** Names that are gathered for one call. */
export interface Gathering {
    readonly names: ReadonlySet<string>;
    add(name: string): void;
    /** Resolves when there are so many. */
    atLeast(count: number): Promise<void>;
    /** Resolves when none has been added for so long. */
    quietFor(durationMs: number): Promise<void>;
}

/** Begins with no name. */
export function makeGathering(clock: Clock): Gathering {
    const names = new Set<string>();
    let lastAddedAt = clock.monotonicMs();
    let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
    return {
        names,
        add: (name) => {
            names.add(name);
            lastAddedAt = clock.monotonicMs();
            const reached = waiting.filter(({ count }) => names.size >= count);
            waiting = waiting.filter(({ count }) => names.size < count);
            for (const { resolve } of reached) {
                resolve();
            }
        },
        atLeast: (count) =>
            names.size >= count
                ? Promise.resolve()
                : new Promise((resolve) => {
                      waiting.push({ count, resolve });
                  }),
        quietFor: async (durationMs) => {
            for (;;) {
                const remainingMs = lastAddedAt + durationMs - clock.monotonicMs();
                if (remainingMs <= 0) {
                    return;
                }
                await clock.sleep(remainingMs);
            }
        },
    };
}
