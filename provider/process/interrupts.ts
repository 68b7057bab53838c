// What is to be done about running scripts when the engine gives its calls up: those with onInterrupt "stop" are stopped.

export interface Interrupts {
    /** Runs `work`; while it runs, `stopAll` calls `stop`. After `stopAll`, `stop` is called as soon as `work` runs. */
    during<T>(stop: (() => Promise<void>) | undefined, work: () => Promise<T>): Promise<T>;
    /** Resolves when all that wanted to be stopped are, or could not be. Never rejects. */
    stopAll(): Promise<void>;
    /** What begins from now on is not given up: a process that a debugger holds serves one operation of the engine after another. */
    forget(): void;
}

export function makeInterrupts(): Interrupts {
    const stops = new Set<() => Promise<void>>();
    let isGivenUp = false;
    return {
        during: async (stop, work) => {
            if (stop === undefined) {
                return work();
            }
            stops.add(stop);
            try {
                const worked = work();
                if (isGivenUp) {
                    stop().catch(() => {});
                }
                return await worked;
            } finally {
                stops.delete(stop);
            }
        },
        stopAll: async () => {
            isGivenUp = true;
            await Promise.allSettled([...stops].map((stop) => stop()));
        },
        forget: () => {
            isGivenUp = false;
        },
    };
}
