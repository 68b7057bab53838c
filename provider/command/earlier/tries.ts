// The tries of one run: each is a run of its own on the host, and their names tell which of them it is.
import type { FoundRun } from "./found-run";

/** A try that ended with a failure, as the host told it. */
export interface FailedTry {
    readonly name: string;
    readonly startedAt: number;
    readonly durationMs: number;
}

/** A try and those before it. */
export interface TriesSoFar {
    /** The name of the run, which its first try has. */
    readonly runName: string;
    /** Which try it is; the first is 1. */
    readonly number: number;
    /** Those before it that are still known to the host. */
    readonly failed: readonly FailedTry[];
}

/** The name of a try of a run: the first one has the run's own. */
export function nameTry(runName: string, number: number): string {
    return number === 1 ? runName : `${runName}-${number}`;
}

/** Which try of the run has this name; undefined: none, as with a guard of it. */
export function tryNumberOf(name: string, runName: string): number | undefined {
    if (name === runName) {
        return 1;
    }
    const [, number] = name.startsWith(runName) ? (/^-([1-9]\d*)$/.exec(name.slice(runName.length)) ?? []) : [];
    return number === undefined || number === "1" ? undefined : Number(number);
}

/** The name of the run whose try of that number has this name. */
export function runNameOf(name: string, number: number): string {
    const suffix = `-${number}`;
    return number > 1 && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/**
 * The try of a run that counts: the last one that began and was made from the same. What lies beyond one that was made from
 * something else is older than that one, and counts no more.
 */
export function currentTry(
    found: readonly FoundRun[],
    runName: string,
    isSame: (run: FoundRun) => boolean,
): { readonly run: FoundRun; readonly tries: TriesSoFar } | undefined {
    const begun = found
        .flatMap((run) => {
            const number = tryNumberOf(run.name, runName);
            return number === undefined || run.state === "unstarted" || run.state === "refused"
                ? []
                : [{ run, number }];
        })
        .sort((left, right) => left.number - right.number);
    const firstOther = begun.findIndex(({ run }) => !isSame(run));
    const last =
        begun.find(({ run }) => run.state === "live" && isSame(run)) ??
        (firstOther === -1 ? begun : begun.slice(0, firstOther)).at(-1);
    if (last === undefined || !isSame(last.run)) {
        return undefined;
    }
    const before = begun.filter(({ run, number }) => number < last.number && isSame(run));
    return {
        run: last.run,
        tries: { runName, number: last.number, failed: before.flatMap(({ run }) => failedTry(run)) },
    };
}

function failedTry({ name, startedAt, endedAt }: FoundRun): FailedTry[] {
    return startedAt === undefined
        ? []
        : [{ name, startedAt, durationMs: Math.max(0, (endedAt ?? startedAt) - startedAt) }];
}
