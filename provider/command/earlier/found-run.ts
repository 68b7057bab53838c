/** A run of the resource that an earlier operation left on the host. */
export interface FoundRun {
    readonly name: string;
    /** The user of the host that it belongs to. */
    readonly osUser: string;
    /**
     * `live`: its process is there; `attached`: the same on a host where a run can't be followed once its connection is lost;
     * `done`: it left a result; `full`: the same, of a script whose output the disk could not take; `gone`: it began, and ended
     * without a result; `refused`: it could not begin; `unstarted`: it was written and never begun.
     */
    readonly state: "live" | "attached" | "done" | "full" | "gone" | "refused" | "unstarted";
    /** The operation that created it. */
    readonly token: string;
    /** What it was made from: see `digestOf`. */
    readonly digest: string;
    /** Milliseconds since the epoch by the host's clock; undefined before it began. */
    readonly startedAt: number | undefined;
    /** Of one that is over, by the same clock. */
    readonly endedAt?: number | undefined;
    /** Of a `done` one: the exit code, if it ended by itself. */
    readonly exitCode: number | undefined;
}

const STATES: readonly string[] = ["live", "attached", "done", "gone", "refused", "unstarted"];

/** Reads `found <name> <user> <state> <token> <digest> <started> <code> <signal> <why> <started> <ended>`; undefined for any other report. */
export function parseFoundRun(words: readonly string[]): FoundRun | undefined {
    const [
        report,
        name = "",
        osUser = "",
        state = "",
        token = "",
        digest = "",
        started = "",
        code,
        signal,
        why,
        ,
        ended = "",
    ] = words;
    if (report !== "found" || !STATES.includes(state)) {
        return undefined;
    }
    const endedByItself = state === "done" && signal === "-" && why === "script" && /^\d+$/.test(code ?? "");
    return {
        name,
        osUser,
        state: state === "done" && why === "full" ? "full" : (state as FoundRun["state"]),
        token,
        digest,
        startedAt: /^\d+$/.test(started) ? Number(started) : undefined,
        endedAt: /^\d+$/.test(ended) ? Number(ended) : undefined,
        exitCode: endedByItself ? Number(code) : undefined,
    };
}
