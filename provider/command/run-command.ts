import { isProviderError } from "../base/error";
import type { Connect } from "../session/connect";
import type { Channel, SessionLease } from "../session/session";
import { makeRunOutput } from "./assemble-output";
import type { CommandResult } from "./command-result";
import { watchDeadline } from "./deadline-watch";
import { concludeFrom, makeResult, printLoss } from "./decide-run-end";
import { type FollowEnd, followRun } from "./follow-run";
import type { RunEnd } from "./parse-end-report";
import type { CommandPlan } from "./plan";
import { comeBack, pauseBeforeNext } from "./reconnect";
import { printAttachText, printRunText } from "./remote/program";
import { makeRunIdentity } from "./run-identity";
import type { CommandDeps, RunState } from "./run-state";

/**
 * Runs the plan's script exactly once and returns how it ended, with its whole output, over as many connections as it takes
 * until the deadline. A run of the same name that was made from the same, or the one that is to be followed, is taken over.
 * @throws {ProviderError} the script did not run, and no result can tell more. Whatever is uncertain is a result `lost`.
 */
export async function runCommand(plan: CommandPlan, connect: Connect, deps: CommandDeps): Promise<CommandResult> {
    const { followed } = plan;
    const identity = makeRunIdentity(plan, deps.random);
    const output = makeRunOutput(plan, deps.clock);
    const state: RunState = {
        attempts: 0,
        fruitless: 0,
        silent: 0,
        unstarted: 0,
        sent: followed !== undefined,
        accepted: followed !== undefined,
        takenOver: false,
        creator: creatorOf(followed?.token),
        stoppedAtDeadline: false,
        startedAt: deps.clock.now(),
    };
    const conclude = (end: RunEnd) => {
        if (end.stoppedBecause !== undefined) {
            deps.log.warning(`${end.stoppedBecause}.`);
        }
        return makeResult({ end, state, captured: output.finish(), now: deps.clock.now() });
    };

    let lostAt = deps.clock.now();
    for (;;) {
        // Nothing is lost before a text was sent or a run is known.
        const lease =
            state.attempts > 0 && state.sent ? await comeBack(connect, deps, lostAt) : await connect(deps.deadline);
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
        const moved = after.stdout + after.stderr > before.stdout + before.stderr;
        const progress = moved || (state.accepted && !wasAccepted);
        state.fruitless = progress ? 0 : state.fruitless + 1;
        lostAt = deps.clock.now();
        if (deps.deadline.expired()) {
            return conclude({
                outcome: { kind: "lost", reason: `the operation's time limit was reached: ${printLoss(end)}` },
            });
        }
        await pauseBeforeNext(state.fruitless, deps);
    }

    async function followOnce(lease: SessionLease): Promise<FollowEnd> {
        const marker = deps.random.hex(16);
        const text = state.accepted
            ? printAttachText({ identity, marker, offsets: output.offsets(), creator: state.creator })
            : printRunText({ plan, identity, marker, offsets: output.offsets() });
        const deadlineWatch = watchDeadline({ runName: identity.directoryName, session: lease.session, state }, deps);
        try {
            const listener = {
                onOpen: (channel: Channel) => {
                    state.sent = true;
                    deadlineWatch.giveUpOn(channel);
                },
                onOutput: output.push,
                onHole: output.skip,
                onRun: (_mode: string, token: string) => {
                    state.accepted = true;
                    state.creator = creatorOf(token);
                    state.takenOver = token !== identity.token;
                },
            };
            return await followRun({ session: lease.session, text, marker, listener }, deps);
        } catch (error) {
            return { kind: "lost", reason: isProviderError(error) ? error.failure.summary : String(error) };
        } finally {
            deadlineWatch.cancel();
            lease.release();
        }
    }
}

/** A host that knows none reports a dash. */
function creatorOf(token: string | undefined): string | undefined {
    return token === "-" || token === "" ? undefined : token;
}
