import { isOfFirstCreate, type KnownRun, nameTry, runNameOf } from "../command";
import type { FinishedOperation } from "../state";
import type { Operation } from "./operation";

/**
 * Runs whose results nobody has to ask the host for again: this one, and the one that state names, whose receipt an interrupted
 * end may have left. The host keeps what it knows of a lost one.
 */
export function knownRuns({ run }: FinishedOperation, { recorded, olds }: Operation): readonly KnownRun[] {
    const outcome = run?.result.outcome;
    const isLost = outcome?.kind === "lost";
    // Another operation goes on with it, and with the tries before.
    const isOthers = outcome?.kind === "refused" && outcome.code === "CMD_RUN_CONFLICT";
    const own =
        run === undefined || isLost || isOthers
            ? []
            : [...run.failedTries, known(run.id, run.result.outcome.kind, run.result.startedAt)];
    const isStillLost = recorded?.isLost === true && (run === undefined || isLost);
    const recordedId = isStillLost ? "" : (recorded?.runId ?? "");
    const startedAt = Date.parse(String((olds?.run as { startedAt?: unknown } | undefined)?.startedAt));
    return recordedId === "" || recordedId === run?.id
        ? own
        : [...own, ...triesBefore(recordedId, recorded?.tries ?? 1), known(recordedId, olds?.outcome, startedAt)];
}

/** The tries before that one. Of a first create they are left alone: a namesake may have its own by these names. */
function triesBefore(id: string, number: number): readonly KnownRun[] {
    const runName = runNameOf(id, number);
    const numbers = isOfFirstCreate(id) ? [] : Array.from({ length: number - 1 }, (_, index) => index + 1);
    return numbers.map((each) => nameTry(runName, each)).filter((name) => name !== id);
}

/** Only of a run that the host itself told the end of is its start by the host's clock known. */
function known(id: string, outcome: unknown, startedAt: number): KnownRun {
    const isOfHost = outcome === "exited" || outcome === "signalled" || outcome === "timedOut";
    return isOfHost && !Number.isNaN(startedAt) ? { id, startedAt } : id;
}
