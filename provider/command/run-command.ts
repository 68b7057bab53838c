import { hasCode, isProviderError } from "../base/error";
import { HANDED_ON } from "../base/handed-on";
import type { Connect } from "../host/connect";
import type { Host, HostLease } from "../host/host";
import type { RunningOrder } from "../host/order";
import { makeRunOutput } from "./assemble-output";
import type { CommandDeps } from "./command-deps";
import type { CommandResult } from "./command-result";
import { STOP_GRACE_MS, watchDeadline } from "./deadline-watch";
import { concludeFrom, makeResult, notSent, printLoss } from "./decide-run-end";
import { type FollowEnd, followRun } from "./follow-run";
import { makeValuesCapture } from "./given-values";
import type { RunEnd } from "./parse-end-report";
import type { CommandPlan } from "./plan";
import { comeBack, HANDED_ON_CAUSE, pauseBeforeNext } from "./reconnect";
import { type OrderTexts, printAttach, printRun } from "./remote/orders";
import { pointToUser } from "./run-as";
import { makeRunIdentity } from "./run-identity";
import type { RunState } from "./run-state";

/**
 * Runs the plan's script exactly once and returns how it ended, with its whole output, over as many connections as it takes
 * until the deadline. A run of the same name that was made from the same, or the one that is to be followed, is taken over.
 * @throws {ProviderError} the script did not run, and no result can tell more. Whatever is uncertain is a result `lost`.
 */
export async function runCommand(plan: CommandPlan, connect: Connect, deps: CommandDeps): Promise<CommandResult> {
    const { followed } = plan;
    const identity = makeRunIdentity(plan, deps.random);
    const output = makeRunOutput(plan, deps.clock);
    const values = makeValuesCapture();
    const state: RunState = {
        attempts: 0,
        fruitless: 0,
        silent: 0,
        unstarted: 0,
        sent: followed !== undefined,
        accepted: followed !== undefined,
        isAttached: false,
        takenOver: false,
        creator: creatorOf(followed?.token),
        stoppedAtDeadline: false,
        startedAt: deps.clock.now(),
    };
    const conclude = (end: RunEnd) => {
        if (end.stoppedBecause !== undefined) {
            deps.log.warning(`${end.stoppedBecause}.`);
        }
        const captured = { ...output.finish(), values: values.result() };
        return makeResult({ end, state, captured, now: deps.clock.now() });
    };

    let onlyFollows = () => {};
    const listener = {
        onOutput: output.push,
        onHole: output.skip,
        onGave: values.begin,
        onValues: values.push,
        onRun: (mode: string, token: string) => {
            state.accepted = true;
            if (mode !== "attached") {
                // It goes on without the connection.
                onlyFollows();
            }
            state.creator = creatorOf(token);
            state.takenOver = token !== identity.token;
        },
    };

    let lostAt = deps.clock.now();
    let wasHandedOn = false;
    for (;;) {
        // Nothing is lost before a text was sent or a run is known.
        const lease =
            state.attempts > 0 && state.sent
                ? await comeBack(connect, deps, { lostAt, cause: wasHandedOn ? HANDED_ON_CAUSE : undefined })
                : await connect(deps.deadline);
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
        wasHandedOn = end.kind === "lost" && end.reason === HANDED_ON;
        const progress = moved || wasHandedOn || (state.accepted && !wasAccepted);
        state.fruitless = progress ? 0 : state.fruitless + 1;
        lostAt = deps.clock.now();
        if (deps.deadline.expired()) {
            if (!state.sent) {
                throw notSent(printLoss(end));
            }
            return conclude({
                outcome: { kind: "lost", reason: `the operation's time limit was reached: ${printLoss(end)}` },
            });
        }
        await pauseBeforeNext(state.fruitless, deps);
    }

    async function followOnce({ host, release, onlyFollows: follows }: HostLease): Promise<FollowEnd> {
        onlyFollows = follows;
        try {
            if (state.accepted) {
                return await follow(host, printAttach(identity, output.offsets(), state.creator), identity.osUser);
            }
            const user = await pointToUser(identity, host, deps.deadline);
            if (user.kind === "unknown") {
                return user.end;
            }
            const end = await follow(host, printRun(plan, identity, output.offsets()), user.osUser);
            if (end.kind === "no-user") {
                await user.forget();
                return { ...end, loginUser: user.loginUser };
            }
            return end;
        } catch (error) {
            // Later the host may let a run be followed again that is there.
            if (hasCode(error, "CMD_LOGIN_SHELL_HANGS") && !state.accepted) {
                throw error;
            }
            return { kind: "lost", reason: isProviderError(error) ? error.failure.summary : String(error) };
        } finally {
            release();
        }
    }

    async function follow(host: Host, texts: OrderTexts, osUser: string | undefined): Promise<FollowEnd> {
        let stopWatching = () => {};
        const order = {
            ...texts,
            osUser,
            alone: state.isAttached,
            deadline: deps.deadline.extendedBy(STOP_GRACE_MS),
            onSent: () => {
                state.sent = true;
            },
        };
        const onOrder = (running: RunningOrder) => {
            const runName = identity.directoryName;
            stopWatching = watchDeadline({ runName, host, state, order: running }, deps);
        };
        const end = await followRun({ host, order, listener, onOrder }, deps).finally(() => stopWatching());
        if (end.kind === "reported" && end.words[0] === "attached" && !state.isAttached) {
            state.isAttached = true;
            return follow(host, texts, osUser);
        }
        return end;
    }
}

/** A host that knows none reports a dash. */
function creatorOf(token: string | undefined): string | undefined {
    return token === "-" || token === "" ? undefined : token;
}
