import type { KnownRun } from "../command";
import type { FinishedOperation } from "../state";
import type { Operation } from "./operation";

/**
 * Runs whose results nobody has to ask the host for again: this one, and the one that state names, whose receipt an interrupted
 * end may have left. The host keeps what it knows of a lost one.
 */
export function knownRuns({ run }: FinishedOperation, { recorded, olds }: Operation): readonly KnownRun[] {
    const isLost = run?.result.outcome.kind === "lost";
    const own = run === undefined || isLost ? [] : [known(run.id, run.result.outcome.kind, run.result.startedAt)];
    const isStillLost = recorded?.isLost === true && (run === undefined || isLost);
    const recordedId = isStillLost ? "" : (recorded?.runId ?? "");
    const startedAt = Date.parse(String((olds?.run as { startedAt?: unknown } | undefined)?.startedAt));
    return recordedId === "" || recordedId === run?.id ? own : [...own, known(recordedId, olds?.outcome, startedAt)];
}

/** Only of a run that the host itself told the end of is its start by the host's clock known. */
function known(id: string, outcome: unknown, startedAt: number): KnownRun {
    const isOfHost = outcome === "exited" || outcome === "signalled" || outcome === "timedOut";
    return isOfHost && !Number.isNaN(startedAt) ? { id, startedAt } : id;
}
