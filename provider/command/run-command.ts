import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { isProviderError, ProviderError } from "../base/error";
import type { Log } from "../base/log";
import type { Random } from "../base/random";
import type { Channel, Session, SessionLease } from "../session/session";
import { type FollowEnd, followRun } from "./follow";
import type { CommandPlan } from "./plan";
import { parseRefusal, parseShellRefusal, parseSudoRefusal } from "./refusal";
import { printAttachText, printRunText } from "./remote/program";
import type { CommandResult, Outcome } from "./result";
import { parseEnd, parseGone, type RunEnd } from "./run-end";
import { makeRunIdentity } from "./run-identity";
import { makeRunOutput } from "./run-output";
import { stopRun } from "./stop-run";

export interface CommandDeps {
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    /** The end of the operation: after it the run is stopped, or given up as lost when the host can't be reached. */
    readonly deadline: Deadline;
}

/** Connections in a row that end without anything new from the host. */
const FRUITLESS_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** After the stop at the deadline: TERM, 10 s, KILL, and the way back. */
const STOP_GRACE_MS = 15_000;

interface RunState {
    attempts: number;
    fruitless: number;
    /** The text is on its way: from here on nobody can say that nothing ran. */
    sent: boolean;
    /** The host has the run. */
    accepted: boolean;
    takenOver: boolean;
    stoppedAtDeadline: boolean;
    readonly startedAt: number;
}

/**
 * Runs the plan's script exactly once and returns how it ended, with its whole output, over as many connections as it
 * takes. A run of the same id and inputs that an earlier operation left behind is taken over.
 * @throws {ProviderError} the script did not run, and no result can tell more. Whatever is uncertain is a result `lost`.
 */
export async function runCommand(
    plan: CommandPlan,
    connect: (deadline: Deadline) => Promise<SessionLease>,
    deps: CommandDeps,
): Promise<CommandResult> {
    const identity = makeRunIdentity(plan, deps.random);
    const output = makeRunOutput(plan, deps.clock);
    const state: RunState = {
        attempts: 0,
        fruitless: 0,
        sent: false,
        accepted: false,
        takenOver: false,
        stoppedAtDeadline: false,
        startedAt: deps.clock.now(),
    };
    const conclude = (end: RunEnd) => {
        if (end.stoppedBecause !== undefined) {
            deps.log.warning(`${end.stoppedBecause}.`);
        }
        return makeResult(end, state, output.finish(), deps.clock);
    };

    for (;;) {
        const lease = await openLease(connect, deps, state);
        if ("lostBecause" in lease) {
            return conclude({ outcome: { kind: "lost", reason: lease.lostBecause } });
        }
        state.attempts++;
        const before = output.offsets();
        const wasAccepted = state.accepted;
        const end = await followOnce(lease);
        const conclusion = concludeFrom(end, plan, state);
        if (conclusion !== undefined) {
            return conclude(conclusion);
        }
        const after = output.offsets();
        const progress = after.stdout + after.stderr > before.stdout + before.stderr || state.accepted !== wasAccepted;
        state.fruitless = progress ? 0 : state.fruitless + 1;
        if (state.fruitless >= FRUITLESS_ATTEMPTS) {
            return conclude({ outcome: { kind: "lost", reason: printLoss(end) } });
        }
        await pauseBeforeNext(state.fruitless, deps);
    }

    async function followOnce(lease: SessionLease): Promise<FollowEnd> {
        const marker = deps.random.hex(16);
        const printText = state.accepted ? printAttachText : printRunText;
        const text = printText(plan, identity, marker, output.offsets());
        const deadlineWatch = watchDeadline(plan, lease.session, deps, state);
        try {
            return await followRun(
                lease.session,
                text,
                marker,
                deps.clock,
                {
                    onOutput: output.push,
                    onHole: output.skip,
                    onRun: (_mode, token) => {
                        state.accepted = true;
                        state.takenOver = token !== identity.token;
                    },
                },
                (channel) => {
                    state.sent = true;
                    deadlineWatch.giveUpOn(channel);
                },
            );
        } catch (error) {
            return { kind: "lost", reason: isProviderError(error) ? error.failure.summary : String(error) };
        } finally {
            deadlineWatch.cancel();
            lease.release();
        }
    }
}

/** A lease, or why none can be had while the run may be on the host. */
async function openLease(
    connect: (deadline: Deadline) => Promise<SessionLease>,
    deps: CommandDeps,
    state: RunState,
): Promise<SessionLease | { readonly lostBecause: string }> {
    for (let failures = 0; ; failures++) {
        try {
            return await connect(deps.deadline);
        } catch (error) {
            if (!state.sent) {
                throw error;
            }
            const summary = isProviderError(error) ? error.failure.summary : String(error);
            const hopeless = isProviderError(error) && !error.failure.retryable;
            if (hopeless || deps.deadline.expired()) {
                return { lostBecause: `the connection was lost and could not be had back: ${summary}` };
            }
            deps.log.status("Connecting again");
            await pauseBeforeNext(failures + 1, deps);
        }
    }
}

async function pauseBeforeNext(fruitless: number, deps: CommandDeps): Promise<void> {
    if (fruitless > 0) {
        const pauseMs =
            Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (fruitless - 1)) * (0.5 + deps.random.fraction());
        await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
    }
}

/** How the run ended, or undefined when another connection must tell. */
function concludeFrom(end: FollowEnd, plan: CommandPlan, state: RunState): RunEnd | undefined {
    if (end.kind === "silent" && !end.hello && state.attempts === 1) {
        // The channel came to its proper end without our first report: the text was never run.
        const exitCode = end.channelEnd.kind === "exited" ? end.channelEnd.exitCode : undefined;
        return { outcome: parseShellRefusal(end.said, exitCode) };
    }
    if (end.kind !== "reported") {
        return undefined;
    }
    const [report, first = "", second = ""] = end.words;
    switch (report) {
        case "end":
            return parseEnd(end.words);
        case "refused":
            return { outcome: parseRefusal(first, end.text) };
        case "sudo":
            return { outcome: parseSudoRefusal(end.text, Number(first), second, plan.runAs ?? "") };
        case "gone":
            return parseGone(end.words);
        case "absent":
            return { outcome: lost("the run's directory is no longer on the host") };
        case "unstarted":
            // Its creator was ended before it could start the run; the whole text starts it.
            state.accepted = false;
            state.fruitless++;
            if (state.fruitless >= FRUITLESS_ATTEMPTS) {
                throw notStarted();
            }
            return undefined;
        default:
            return undefined;
    }
}

function makeResult(
    end: RunEnd,
    state: RunState,
    captured: Pick<CommandResult, "stdout" | "stderr">,
    clock: Clock,
): CommandResult {
    const startedAt = end.startedAt ?? state.startedAt;
    return Object.freeze({
        outcome: state.stoppedAtDeadline && end.outcome.kind !== "refused" ? atDeadline(end.outcome) : end.outcome,
        ...captured,
        startedAt,
        endedAt: end.endedAt ?? clock.now(),
        attempts: state.attempts,
        bootId: end.bootId ?? "",
        takenOverFrom: state.takenOver ? startedAt : undefined,
        ...(end.stoppedBecause === undefined ? {} : { stoppedBecause: end.stoppedBecause }),
    });
}

/** A run that was stopped at the deadline and whose end is known has timed out. */
function atDeadline(outcome: Outcome): Outcome {
    return outcome.kind === "signalled" || outcome.kind === "exited" ? { kind: "timedOut" } : outcome;
}

function printLoss(end: FollowEnd): string {
    if (end.kind === "lost") {
        return end.reason;
    }
    return "the remote shell ended without telling how the run ended";
}

function lost(reason: string): Outcome {
    return { kind: "lost", reason };
}

function notStarted(): ProviderError {
    return new ProviderError({
        code: "CMD_NOT_STARTED",
        summary: "The script could not be started: the process that runs it never came up on the host.",
        layer: "command",
        commandRan: "did-not-run",
        retryable: true,
        remedies: ["Check that the instance has memory and processes to spare, then run `pulumi up` again."],
    });
}

interface DeadlineWatch {
    giveUpOn(channel: Channel): void;
    cancel(): void;
}

/** Node.js timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Stops the run when the deadline passes while it is followed, and gives the channel up when that does not end it. */
function watchDeadline(plan: CommandPlan, session: Session, deps: CommandDeps, state: RunState): DeadlineWatch {
    const remainingMs = deps.deadline.remainingMs();
    if (remainingMs + STOP_GRACE_MS > LONGEST_TIMER_MS) {
        return { giveUpOn: () => {}, cancel: () => {} };
    }
    let followed: Channel | undefined;
    const cancelStop = deps.clock.after(remainingMs, () => {
        if (state.sent) {
            state.stoppedAtDeadline = true;
            stopRun(plan.runId, session, deps.random).catch(() => {});
        }
    });
    const cancelGrace = deps.clock.after(remainingMs + STOP_GRACE_MS, () => followed?.close());
    return {
        giveUpOn: (channel) => {
            followed = channel;
        },
        cancel: () => {
            cancelStop();
            cancelGrace();
        },
    };
}
