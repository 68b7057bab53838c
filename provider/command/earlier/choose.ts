import type { FoundRun } from "./found-run";
import { mayBeOfResource, type RunOwner } from "./run-name";
import { currentTry, nameTry, type TriesSoFar, tryNumberOf } from "./tries";
import { mayTryAgain, type TryRule } from "./try-rule";

/** What an operation must know of itself to judge what earlier ones left. */
export interface RunQuestion {
    readonly owner: RunOwner;
    /** The name that its own run has or would have; its further tries are named after it. */
    readonly name: string;
    /** What its run is made from; undefined: it runs no script. */
    readonly digest: string | undefined;
    /** The run whose result state records as lost. */
    readonly lostName: string | undefined;
    /** The run that the lost one was a try of; undefined: that has the same name. */
    readonly lostRunName?: string | undefined;
    /** When a script that failed runs again; undefined: it has one try. */
    readonly tryRule?: TryRule | undefined;
    /** Names that the first releases gave to a run made from the same. */
    readonly sameUnderOldNames: readonly string[];
    /** Of a delete: which exit codes are success. A failure is known, and a delete that failed is run again. */
    readonly onlySuccessCounts: readonly number[] | undefined;
}

/** What to do about what was found. */
export type Choice =
    /** It is this operation's own run: live, or over with a result that nobody has recorded. */
    | { readonly kind: "follow"; readonly run: FoundRun; readonly tries: TriesSoFar | undefined }
    /** Another run of the resource is live: nothing may start, and no file may change, before it has ended. */
    | { readonly kind: "wait"; readonly run: FoundRun }
    /**
     * Nothing is left that counts. `discard` names the creator of a dead run that has the same name. `tries`: the try that is made
     * once more, since its result was lost; undefined: the first. `stale`: dead tries that no longer count.
     */
    | {
          readonly kind: "start";
          readonly discard: string | undefined;
          readonly note: string | undefined;
          readonly tries: TriesSoFar | undefined;
          readonly stale: readonly FoundRun[];
      };

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
    const current = runNamesOf(question).flatMap((runName) => currentTry(relevant, runName, isSame) ?? []);
    const underOldName = relevant.filter((run) => question.sameUnderOldNames.includes(run.name));
    const counting = [...current, ...underOldName.map((run) => ({ run, tries: undefined }))];
    const own =
        counting.find(({ run }) => run.state === "live") ??
        counting.find(({ run, tries }) => isToGoOn(run, tries, question) || hasToTell(run, question));
    if (own !== undefined) {
        return { kind: "follow", ...own };
    }
    // A further try that has left no result is made once more, under its own name.
    const again = current.find(({ run, tries }) => tries.number > 1 && run.state !== "done")?.tries;
    const name = again === undefined ? question.name : nameTry(again.runName, again.number);
    const sameName = relevant.find((run) => run.name === name && run.state !== "unstarted");
    const vanished = relevant.some((run) => isSame(run) && run.state === "gone");
    return {
        kind: "start",
        discard: sameName?.token,
        note: noteOnRerun(relevant, question, vanished),
        tries: again,
        stale: question.digest === undefined ? [] : staleTries(relevant, again, question),
    };
}

/** The runs that are the operation's own: the one that it would start, and the one whose result was lost. */
function runNamesOf({ name, lostName, lostRunName = lostName }: RunQuestion): readonly string[] {
    return [...new Set([name, ...(lostRunName === undefined ? [] : [lostRunName])])];
}

function isOwn(name: string, question: RunQuestion): boolean {
    return (
        runNamesOf(question).some((runName) => tryNumberOf(name, runName) !== undefined) ||
        question.sameUnderOldNames.includes(name)
    );
}

/** Whether it is a try that failed and that another one is to follow. */
function isToGoOn({ state, exitCode }: FoundRun, tries: TriesSoFar | undefined, { tryRule }: RunQuestion): boolean {
    return (
        state === "done" &&
        exitCode !== undefined &&
        tries !== undefined &&
        tryRule !== undefined &&
        mayTryAgain(tryRule, tries.number, exitCode)
    );
}

/** Further tries of the run that are over and do not count for the one that starts now. */
function staleTries(
    relevant: readonly FoundRun[],
    again: TriesSoFar | undefined,
    { name: own }: RunQuestion,
): readonly FoundRun[] {
    const { runName, number } = again ?? { runName: own, number: 1 };
    return relevant.filter(({ name, startedAt }) => {
        const found = tryNumberOf(name, runName);
        // One that never began is started anew, or moved away, by whoever comes to it.
        return found !== undefined && found > number && startedAt !== undefined;
    });
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
