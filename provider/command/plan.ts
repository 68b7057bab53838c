/** A run that an earlier operation left on the host: its name, and the user of the host that it belongs to. */
export interface FollowedRun {
    readonly name: string;
    readonly osUser: string;
    /** Who created it. */
    readonly token?: string;
}

/** One run of one script, decided: frozen plain data. */
export interface CommandPlan {
    /** Deterministic: the same operation of the same resource has the same id, so a run that was cut off is found again. */
    readonly runId: string;
    /** The run that this one is a further try of: whoever claimed its id may start the tries. Undefined: that of `runId`. */
    readonly turnOf?: string | undefined;
    /**
     * Of the operation alone that plans the run: only who claimed the run's id last may start it. Undefined: the id is not
     * claimed, and a token is made.
     */
    readonly token?: string;
    /** The creator of a dead run with the same id, which is removed even where it was made from the same. */
    readonly discard?: string | undefined;
    /** The earlier run that is to be followed; undefined: the plan's own is started, or found. */
    readonly followed?: FollowedRun | undefined;
    /** Text of all that the run is made from and that does not stand in this plan; enters a digest that stays on the host. */
    readonly madeFrom?: string;
    readonly script: string;
    /** The script's path is appended to it, unless the script is passed on stdin. */
    readonly interpreter: readonly string[];
    readonly scriptOnStdin: boolean;
    readonly environment: Readonly<Record<string, string>>;
    readonly stdin: string;
    /** Undefined: the home of the user that runs it, else `/`. */
    readonly workingDirectory: string | undefined;
    /** Undefined: the login user; else through `sudo -n -u`. */
    readonly runAs: string | undefined;
    readonly timeoutMs: number;
    /** Whether the script is told of a file for values of its own. @default false */
    readonly givesValues?: boolean;
    /** Kept of each stream: half head, half tail. */
    readonly maxOutputBytes: number;
    /** Called with each line of live output, or a part of it when it stays unfinished, masked; undefined: nobody listens. */
    readonly onStdoutLine: ((line: string) => void) | undefined;
    readonly onStderrLine: ((line: string) => void) | undefined;
    /** Called with what a line of progress shows now, masked. */
    readonly onProgress?: (state: string) => void;
    /** Masked in live output and in the words of the host. */
    readonly secretValues?: readonly string[];
}
