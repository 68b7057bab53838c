import type { Recorded } from "./recorded";

/** How the last operation failed, in words that begin a reason; undefined: it succeeded. */
export interface LastFailure {
    readonly reason: string;
    /** `ran`: a script did, and runs again; `unknown`: the instance is asked first. */
    readonly script: "ran" | "unknown" | "did-not-run";
}

/** What the outputs in state tell of a failure. It quotes nothing that a script printed. */
export function lastFailure(outputs: Readonly<Record<string, unknown>>, recorded: Recorded): LastFailure | undefined {
    if (recorded.succeeded) {
        return undefined;
    }
    const ran = (how: string): LastFailure => ({ reason: `the last run ${how}`, script: "ran" });
    const { outcome, exitCode } = outputs;
    const accepted: readonly unknown[] = Array.isArray(outputs.acceptedExitCodes) ? outputs.acceptedExitCodes : [0];
    switch (outcome) {
        case "exited":
            // After a failure before the script the results are those of an earlier run, which may have succeeded.
            return typeof exitCode === "number" && !accepted.includes(exitCode)
                ? ran(`failed with exit code ${exitCode}`)
                : BEFORE_SCRIPT;
        case "signalled":
            return ran("was ended by a signal");
        case "timedOut":
            return ran("reached its time limit");
        case "lost":
            return { reason: "the result of the last run is not known", script: "unknown" };
        default:
            return BEFORE_SCRIPT;
    }
}

const BEFORE_SCRIPT: LastFailure = Object.freeze({
    reason: "the last operation failed before its script ran",
    script: "did-not-run",
});
