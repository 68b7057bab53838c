// The tries of a script: one, or with `retry` more of them, each a run of its own on the host.
import { isProviderError, type ProviderError } from "../base/error";
import {
    type CommandPlan,
    type EarlierRun,
    type FailedTry,
    isRetriable,
    type KnownRun,
    nameTry,
    runCommand,
} from "../command";
import type { CommandResult } from "../command/command-result";
import type { FinishedRun } from "../state";
import { forgetRuns, stopAndForget } from "./forget-runs";
import type { OnInstance } from "./on-instance";
import { tryRuleOf } from "./own-run";
import { pauseUnlessGivenUp } from "./pause";

/** One try that is about to be made, or followed. */
interface Try {
    readonly id: string;
    /** The run that it is a try of; undefined: of a release that knew no tries, so that no other one follows. */
    readonly runName: string | undefined;
    readonly number: number;
    readonly failed: readonly FailedTry[];
    /** What the tries before and the pauses have used up of `commandTimeout`. */
    readonly spentMs: number;
    readonly followed: CommandPlan["followed"];
    readonly discard: string | undefined;
}

/**
 * Runs the script until a try does not fail, or no other one may follow. Where an earlier operation has begun, it goes on with the
 * try that it left. Returns how the last one ended.
 * @throws {ProviderError} no try was made.
 */
export async function runTries(at: OnInstance, plan: CommandPlan, earlier: EarlierRun): Promise<FinishedRun> {
    let current = firstTry(at, plan, earlier);
    let last: FinishedRun | undefined;
    for (;;) {
        let run: FinishedRun;
        try {
            run = finished(current, await makeTry(at, plan, current));
        } catch (error) {
            if (last === undefined || !isProviderError(error) || error.failure.commandRan !== "did-not-run") {
                throw error;
            }
            return standing(last, current, error.failure.summary);
        }
        const { outcome } = run.result;
        if (last !== undefined && outcome.kind === "refused" && outcome.code !== "CMD_RUN_CONFLICT") {
            return standing(last, current, outcome.reason);
        }
        const isOver = await isNoneToFollow(at, plan, { current, run });
        if (isOver !== false) {
            return isOver;
        }
        last = run;
        current = tryAfter(at, current, run);
    }
}

function firstTry({ operation }: OnInstance, { runId }: CommandPlan, earlier: EarlierRun): Try {
    const { tries } = earlier;
    const { number = 1, failed = [] } = tries ?? {};
    if (earlier.kind === "start") {
        const runName = tries?.runName ?? runId;
        const { discard } = earlier;
        // A later operation makes it once more, and has its time anew.
        return { id: nameTry(runName, number), runName, number, failed, spentMs: 0, followed: undefined, discard };
    }
    const pausesMs = (number - 1) * (operation.inputs.retry?.delayMs ?? 0);
    const spentMs = failed.reduce((sum, { durationMs }) => sum + durationMs, pausesMs);
    const { name: id } = earlier;
    return { id, runName: tries?.runName, number, failed, spentMs, followed: earlier, discard: undefined };
}

async function makeTry(
    { ports, operation, route, deps }: OnInstance,
    plan: CommandPlan,
    { id, runName, number, failed, spentMs, followed, discard }: Try,
): Promise<CommandResult> {
    const { inputs, name, log } = operation;
    if (inputs.retry !== undefined && followed === undefined) {
        log.status(`Running ${name} (try ${number} of ${Math.max(number, inputs.retry.tries)})`);
    }
    const timeoutMs = plan.timeoutMs - spentMs;
    const stop = () => stopAndForget({ id, failed: failed.map(known) }, route.connect, ports.clock);
    return ports.whileStoppable(inputs.onInterrupt === "stop" ? stop : undefined, () =>
        runCommand({ ...plan, runId: id, turnOf: runName, discard, followed, timeoutMs }, route.connect, deps),
    );
}

/** The run as it ended, unless another try is to follow; the pause before that one is over then. */
async function isNoneToFollow(
    { ports, operation, route, deps }: OnInstance,
    { timeoutMs }: CommandPlan,
    { current, run }: { readonly current: Try; readonly run: FinishedRun },
): Promise<FinishedRun | false> {
    const { inputs, log } = operation;
    const { retry } = inputs;
    const { outcome, takenOverFrom, startedAt, endedAt } = run.result;
    const rule = tryRuleOf(inputs);
    const isFailure = outcome.kind === "exited" && !inputs.acceptedExitCodes.includes(outcome.exitCode);
    if (!isFailure || retry === undefined || rule === undefined || current.runName === undefined) {
        return run;
    }
    if (!isRetriable(rule, outcome.exitCode)) {
        return { ...run, noFurtherTry: `exit code ${outcome.exitCode} is not in retry.onExitCodes` };
    }
    if (current.number >= retry.tries) {
        return run;
    }
    const usedMs = current.spentMs + (endedAt - startedAt) + retry.delayMs;
    if (usedMs >= timeoutMs) {
        return { ...run, noFurtherTry: "commandTimeout leaves no time for another one" };
    }
    // Of one that ended a while ago the pause is over, or nearly so, by the host's clock.
    const passedMs = current.followed === undefined ? 0 : Math.max(0, ports.clock.now() - endedAt);
    const pauseMs = Math.max(0, retry.delayMs - passedMs);
    if (pauseMs >= deps.deadline.remainingMs()) {
        return { ...run, noFurtherTry: "the time of the operation leaves no time for another one" };
    }
    const since = takenOverFrom === undefined ? "" : new Date(takenOverFrom).toISOString();
    const earlier = since === "" ? "" : ` of try ${current.number}, which an interrupted operation started at ${since}`;
    const text = `Try ${current.number + 1} of ${retry.tries} begins in ${Math.ceil(pauseMs / 100) / 10} s: exit code ${outcome.exitCode}${earlier}`;
    log.info(text);
    // On the row, too, beneath the last lines of the script, until that try begins.
    log.status(text);
    const runs = [...run.failedTries, { id: run.id, startedAt }];
    const forget = () =>
        inputs.onInterrupt === "stop" ? forgetRuns(runs, route.connect, ports.clock) : Promise.resolve();
    const isTimeOver = await pauseUnlessGivenUp(ports, pauseMs, forget);
    return isTimeOver ? false : { ...run, noFurtherTry: "the operation was interrupted" };
}

function tryAfter(
    { operation }: OnInstance,
    { runName = "", number, failed, spentMs }: Try,
    { id, result }: FinishedRun,
): Try {
    const durationMs = result.endedAt - result.startedAt;
    return {
        id: nameTry(runName, number + 1),
        runName,
        number: number + 1,
        failed: [...failed, { name: id, startedAt: result.startedAt, durationMs }],
        spentMs: spentMs + durationMs + (operation.inputs.retry?.delayMs ?? 0),
        followed: undefined,
        discard: undefined,
    };
}

function finished({ id, number, failed }: Try, result: CommandResult): FinishedRun {
    return { id, result, tries: number, failedTries: failed.map(known) };
}

/** The failure before stands: the try after it could not be made. */
function standing(last: FinishedRun, { number, id }: Try, reason: ProviderError["failure"]["summary"]): FinishedRun {
    const noFurtherTry = `try ${number} could not be started: ${reason.replace(/\.$/, "")}`;
    return { ...last, failedTries: [...last.failedTries, id], noFurtherTry };
}

function known({ name, startedAt }: FailedTry): KnownRun {
    return { id: name, startedAt };
}
