import type { FoundRun } from "./found-run";
import { mayBeOfResource, type RunOwner } from "./run-name";

/** What an operation must know of itself to judge what earlier ones left. */
export interface RunQuestion {
    readonly owner: RunOwner;
    /** The name that its own run has or would have. */
    readonly name: string;
    /** What its run is made from; undefined: it runs no script. */
    readonly digest: string | undefined;
    /** The run whose result state records as lost. */
    readonly lostName: string | undefined;
    /** Names that the first releases gave to a run made from the same. */
    readonly sameUnderOldNames: readonly string[];
    /** Of a delete: which exit codes are success. A failure is known, and a delete that failed is run again. */
    readonly onlySuccessCounts: readonly number[] | undefined;
}

/** What to do about what was found. */
export type Choice =
    /** It is this operation's own run: live, or over with a result that nobody has recorded. */
    | { readonly kind: "follow"; readonly run: FoundRun }
    /** Another run of the resource is live: nothing may start, and no file may change, before it has ended. */
    | { readonly kind: "wait"; readonly run: FoundRun }
    /** Nothing is left that counts. `discard` names the creator of a dead run that has the same name. */
    | { readonly kind: "start"; readonly discard: string | undefined; readonly note: string | undefined };

/** Decides by what the host told. Pure. */
export function chooseRun(found: readonly FoundRun[], question: RunQuestion): Choice {
    const relevant = found.filter(({ name }) => isOwn(name, question) || mayBeOfResource(name, question.owner));
    const isSame = (run: FoundRun) =>
        question.digest !== undefined &&
        isOwn(run.name, question) &&
        (run.digest === question.digest || question.sameUnderOldNames.includes(run.name));
    const live = relevant.filter(({ state }) => state === "live" || state === "attached");
    const other = live.find((run) => !isSame(run) || run.state === "attached");
    if (other !== undefined) {
        return { kind: "wait", run: other };
    }
    const own = live[0] ?? relevant.find((run) => isSame(run) && hasToTell(run, question));
    if (own !== undefined) {
        return { kind: "follow", run: own };
    }
    const sameName = relevant.find(({ name, state }) => name === question.name && state !== "unstarted");
    const vanished = relevant.some((run) => isSame(run) && run.state === "gone");
    return { kind: "start", discard: sameName?.token, note: noteOnRerun(relevant, question, vanished) };
}

function isOwn(name: string, { name: own, lostName, sameUnderOldNames }: RunQuestion): boolean {
    return name === own || name === lostName || sameUnderOldNames.includes(name);
}

/** Whether a run that is over has something to tell that nobody knows yet. */
function hasToTell({ name, state, exitCode }: FoundRun, { lostName, onlySuccessCounts }: RunQuestion): boolean {
    if (state === "done") {
        return onlySuccessCounts === undefined || (exitCode !== undefined && onlySuccessCounts.includes(exitCode));
    }
    // That it is lost is told once, and recorded. After that it may run again. Of a delete nothing is ever recorded.
    return (state === "gone" || state === "full") && name !== lostName && onlySuccessCounts === undefined;
}

/** Why a script runs again whose last result nobody knows. */
function noteOnRerun(
    relevant: readonly FoundRun[],
    { lostName, digest, onlySuccessCounts }: RunQuestion,
    vanished: boolean,
): string | undefined {
    if (onlySuccessCounts !== undefined) {
        return vanished
            ? "The earlier run of this script ended without leaving a result on the host: the script runs again."
            : undefined;
    }
    if (lostName === undefined || digest === undefined) {
        return undefined;
    }
    const lost = relevant.find(({ name }) => name === lostName);
    switch (lost?.state) {
        case undefined:
            return "The host has no trace of the run whose result was lost: the script runs again.";
        case "done":
            return `The run whose result was lost has ended (${printEnd(lost)}). It was made from other arguments: the script runs again.`;
        case "full":
            return "The run whose result was lost has ended, and there was no space for its output on the host: the script runs again.";
        default:
            return "The run whose result was lost ended without leaving a result on the host: the script runs again.";
    }
}

/** How a run that is over ended, in a few words. */
export function printEnd({ exitCode }: FoundRun): string {
    return exitCode === undefined ? "not by itself" : `exit code ${exitCode}`;
}
