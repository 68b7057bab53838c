import type { Clock } from "../base/clock";

/** Names that are gathered for one call. */
export interface Gathering {
    readonly names: ReadonlySet<string>;
    add(name: string): void;
    /** On the clock that never jumps. */
    readonly begunAt: number;
    isFull(): boolean;
    /** Resolves when it is full. */
    readonly full: Promise<void>;
}

/** Begins with no name, and is full with `capacity` names. */
export function makeGathering(clock: Clock, capacity: number): Gathering {
    const names = new Set<string>();
    let onFull = () => {};
    const full = new Promise<void>((resolve) => {
        onFull = resolve;
    });
    const isFull = () => names.size >= capacity;
    return {
        names,
        add: (name) => {
            names.add(name);
            if (isFull()) {
                onFull();
            }
        },
        begunAt: clock.monotonicMs(),
        isFull,
        full,
    };
}
