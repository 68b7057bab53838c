/** The lab's time: when a pushed key lapses, and until when an instance stays pending. Give your own to move it in tests. */
export interface LabClock {
    /** Milliseconds since the epoch. */
    now(): number;
}

/** The clock of this machine. */
export const machineClock: LabClock = { now: () => Date.now() };
