import { ProviderError } from "../base/error";
import { quoteLastWords } from "../base/last-words";
import { makeRedact, type Redact } from "../base/redaction";
import type { CommandResult, Outcome } from "./command-result";
import { parseRefusal, parseShellRefusal, parseSudoRefusal } from "./explain-refusal";
import type { FollowEnd } from "./follow-run";
import { parseEnd, parseGone, type RunEnd } from "./parse-end-report";
import type { CommandPlan } from "./plan";
import { type RunState, SILENT_ATTEMPTS, UNSTARTED_ATTEMPTS } from "./run-state";

/** How the run ended, or undefined when another connection must tell. */
export function concludeFrom(end: FollowEnd, plan: CommandPlan, state: RunState): RunEnd | undefined {
    const redact: Redact = (text, cut) => makeRedact(plan.secretValues ?? [])(text, cut);
    if (end.kind === "silent" && !end.hello) {
        state.silent++;
        // A text that was cut short on its way ends a shell as well.
        if (state.silent < SILENT_ATTEMPTS || state.silent < state.attempts) {
            return undefined;
        }
        // Each channel came to its proper end without our first report: the text was never run.
        const exitCode = end.channelEnd.kind === "exited" ? end.channelEnd.exitCode : undefined;
        return { outcome: parseShellRefusal(end.said, exitCode, redact) };
    }
    if (end.kind === "no-user") {
        if (state.attempts > 1 || state.accepted) {
            return { outcome: lost(`sudo did not let the run be followed again: ${quoteLastWords(end.said, redact)}`) };
        }
        const { said: words, exitCode, loginUser = "" } = end;
        return { outcome: parseSudoRefusal({ words, exitCode, loginUser, runAs: plan.runAs ?? "" }, redact) };
    }
    if (end.kind !== "reported") {
        return undefined;
    }
    const [report, first = ""] = end.words;
    switch (report) {
        case "end":
            return parseEnd(end.words);
        case "refused":
            return { outcome: parseRefusal(first, end.text, redact) };
        case "gone":
            return parseGone(end.words);
        case "absent":
            return {
                outcome:
                    first === "claimed"
                        ? parseClaimed(state)
                        : lost(ABSENT[first] ?? "the run's directory is no longer on the host"),
            };
        case "unstarted":
            // Its creator was ended before it could start the run; the whole text starts it.
            state.accepted = false;
            state.unstarted++;
            if (state.unstarted >= UNSTARTED_ATTEMPTS) {
                throw notStarted(state.attempts > state.unstarted);
            }
            return undefined;
        default:
            return undefined;
    }
}

interface EndedRun {
    readonly end: RunEnd;
    readonly state: RunState;
    readonly captured: Pick<CommandResult, "stdout" | "stderr" | "values">;
    readonly now: number;
}

/** The result of the operation: how the run ended, with what was captured. */
export function makeResult({ end, state, captured, now }: EndedRun): CommandResult {
    const startedAt = end.startedAt ?? state.startedAt;
    return Object.freeze({
        outcome: state.stoppedAtDeadline && end.outcome.kind !== "refused" ? atDeadline(end.outcome) : end.outcome,
        ...captured,
        startedAt,
        endedAt: end.endedAt ?? now,
        attempts: state.attempts,
        bootId: end.bootId ?? "",
        takenOverFrom: state.takenOver ? startedAt : undefined,
        ...(end.stoppedBecause === undefined ? {} : { stoppedBecause: end.stoppedBecause }),
        ...(end.isHeldOpen === undefined ? {} : { isHeldOpen: end.isHeldOpen }),
        ...(end.stillRunning === undefined ? {} : { stillRunning: end.stillRunning }),
    });
}

/** A run that was stopped at the deadline and whose end is known has timed out. */
function atDeadline(outcome: Outcome): Outcome {
    const isEnd = outcome.kind === "signalled" || outcome.kind === "exited";
    return isEnd ? { kind: "timedOut", atDeadline: true } : outcome;
}

/** Why nothing more can be said of the run. */
export function printLoss(end: FollowEnd): string {
    return end.kind === "lost" ? end.reason : "the remote shell ended before it reported how the run ended";
}

const ABSENT: Readonly<Record<string, string>> = {
    other: "a later run has taken its place on the host",
};

/** Another operation has claimed the run's name. On the only connection so far nothing was started. */
function parseClaimed({ attempts }: RunState): Outcome {
    return attempts > 1
        ? lost("another operation has taken its turn on the host in the meantime")
        : parseRefusal("claimed", "");
}

function lost(reason: string): Outcome {
    return { kind: "lost", reason };
}

/** The time of the operation was over before the script was on its way. */
export function notSent(reason: string): ProviderError {
    return new ProviderError({
        code: "CMD_NOT_STARTED",
        summary: `The script was not sent before the time of the operation was over: ${reason.replace(/\.$/, "")}.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies: [({ timeLimits }) => `Check the link to the instance, or give the operation more time${timeLimits}.`],
    });
}

/** The shell of a connection that was cut may still be on its way, and start the run when nobody looks any more. */
function notStarted(mayStartLate: boolean): ProviderError {
    const summary = "The script could not be started: the process that runs it did not start on the host.";
    return new ProviderError({
        code: "CMD_NOT_STARTED",
        summary: ({ next }) =>
            mayStartLate
                ? `${summary} A shell left behind by a lost connection may still start it; the next ${next} takes over that run.`
                : summary,
        commandRan: mayStartLate ? "may-have-run" : "did-not-run",
        retryable: true,
        remedies: [
            ({ again }) => `Check that the instance has free memory and can start more processes, then run ${again}.`,
        ],
    });
}
