import type { Outcome } from "./command-result";

/** How a run ended, with what the host told of it. */
export interface RunEnd {
    readonly outcome: Outcome;
    readonly startedAt?: number;
    readonly endedAt?: number;
    readonly bootId?: string;
    /** Why the host stopped the script for a reason of its own. */
    readonly stoppedBecause?: string;
    /** Whether something that the script has left running still has its output open. */
    readonly isHeldOpen?: true;
    /** The processes of a stopped script that could not be ended. */
    readonly stillRunning?: string;
}

/**
 * Reads `end <code> <signal> <why> <started> <ended> <boot> <note…>`. A note may end with `waiting`, of a script that never had
 * the lock of exclusive ones, with `held`, and with `left <count> <pid> <user> <name> …`.
 */
export function parseEnd(words: readonly string[]): RunEnd {
    const [, code = "", signal = "-", why = "", started = "", ended = "", boot = "-", ...notes] = words;
    // Of what is left running the names come last, and one may be like a word of the note.
    const leftAt = notes.indexOf("left");
    const note = leftAt < 0 ? notes : notes.slice(0, leftAt);
    return {
        outcome: isExitCode(code)
            ? parseOutcome({ exitCode: Number(code), signal, why, note })
            : { kind: "lost", reason: "the host's report of how the script ended can't be read" },
        ...(isTime(started) && { startedAt: Number(started) }),
        ...(isTime(ended) && { endedAt: Number(ended) }),
        bootId: boot === "-" ? "" : boot,
        ...(why === "full" && !wasFullAtEnd(note) ? { stoppedBecause: printFullDisk(note) } : {}),
        ...(note.includes("waiting") && why !== "full" ? { stoppedBecause: NEVER_LOCKED } : {}),
        ...(note.includes("held") ? { isHeldOpen: true } : {}),
        ...(leftAt < 0 ? {} : { stillRunning: printLeft(notes.slice(leftAt + 1)) }),
    };
}

/** A host that says something else has said nothing: no exit code is never success. */
function isExitCode(word: string): boolean {
    return /^\d{1,3}$/.test(word) && Number(word) <= 255;
}

/** Milliseconds since the epoch that a date can hold. */
function isTime(word: string): boolean {
    return /^\d{1,15}$/.test(word);
}

const NEVER_LOCKED =
    "The script had not started: it was waiting for the lock of exclusive scripts, which another exclusive script held, or " +
    "another program (`sudo lslocks` and `sudo fuser -v /var/tmp` show it)";

function printLeft([count = "0", ...words]: readonly string[]): string {
    const processes: string[] = [];
    for (let index = 0; index + 2 < words.length; index += 3) {
        processes.push(`${words[index]} (${words[index + 1]}, ${words[index + 2]})`);
    }
    const more = Number(count) - processes.length;
    return [...processes, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function printFullDisk([freeKiB = "?", keptKiB = "?", spoolKiB = "?"]: readonly string[]): string {
    return (
        "The script was stopped because its output, which waits on the host until it is delivered, was about to fill the " +
        `disk: ${freeKiB} KiB were free, ${keptKiB} KiB are kept free, the output took ${spoolKiB} KiB`
    );
}

/** Reads `gone <started> <boot id then> <boot id now>`: the run's process has vanished without a result. */
export function parseGone(words: readonly string[]): RunEnd {
    const [, started = "-", bootThen = "-", bootNow = "-"] = words;
    const reason =
        bootThen !== bootNow
            ? "the instance rebooted while the script ran"
            : "the process that runs the script was ended on the host before it could write a result (by the kernel because memory ran out, or by KillUserProcesses=yes of systemd-logind when a connection was lost)";
    return {
        outcome: { kind: "lost", reason },
        ...(isTime(started) && { startedAt: Number(started) }),
        bootId: bootThen === "-" ? "" : bootThen,
    };
}

/** Nothing was kept free: the disk was full when the script had ended, and nobody stopped it. */
function wasFullAtEnd([, keptKiB]: readonly string[]): boolean {
    return keptKiB === "0";
}

interface EndReport {
    readonly exitCode: number;
    readonly signal: string;
    readonly why: string;
    readonly note: readonly string[];
}

function parseOutcome({ exitCode, signal, why, note }: EndReport): Outcome {
    if (why === "full" && wasFullAtEnd(note)) {
        const reason = `the disk of the host was full when the script ended (exit code ${exitCode}): its output is not complete`;
        return { kind: "lost", reason };
    }
    if (why === "timed") {
        return { kind: "timedOut" };
    }
    if (why === "full" || why === "stopped") {
        // Whatever exit code the stopped script chose: it did not come to its end.
        return { kind: "signalled", signal: signal === "-" ? "TERM" : signal };
    }
    return signal === "-" ? { kind: "exited", exitCode } : { kind: "signalled", signal: signal };
}
