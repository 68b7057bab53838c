/** What one operation knows of its run so far. */
export interface RunState {
    attempts: number;
    /** Connections in a row without anything new from the host. */
    fruitless: number;
    /** Connections on which a shell ended without a word of ours. */
    silent: number;
    /** Times that the host found the run created and nobody there to start it. */
    unstarted: number;
    /** The text is on its way: from here on nobody can say that nothing ran. */
    sent: boolean;
    /** The host has the run. */
    accepted: boolean;
    /** The host can't detach a run from the shell that starts it, which is to do nothing else then. */
    isAttached: boolean;
    takenOver: boolean;
    /** The operation that created the run, once that is known: another run may take the place of this one. */
    creator: string | undefined;
    stoppedAtDeadline: boolean;
    readonly startedAt: number;
}

/** So many shells must end without a word of ours before the host counts as one that does not run them. */
export const SILENT_ATTEMPTS = 2;
/** So often the whole text is sent to start a run that did not start. */
export const UNSTARTED_ATTEMPTS = 5;
