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
        const next = decideNext(at, plan, { current, run });
        if (next.kind === "none") {
            return { ...run, noFurtherTry: next.noFurtherTry };
        }
        await waitForNext(at, next, { current, run });
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

/** What follows a try: none, with the reason where some were left, or another one after a pause. */
type Next =
    | { readonly kind: "none"; readonly noFurtherTry: string | undefined }
    | { readonly kind: "another"; readonly pauseMs: number; readonly exitCode: number };

interface EndedTry {
    readonly current: Try;
    readonly run: FinishedRun;
}

function decideNext(
    { ports, operation: { inputs }, deps }: OnInstance,
    { timeoutMs }: CommandPlan,
    { current, run: { result } }: EndedTry,
): Next {
    const none = (noFurtherTry?: string): Next => ({ kind: "none", noFurtherTry });
    const { retry, acceptedExitCodes, commandTimeoutMs } = inputs;
    const { outcome, startedAt, endedAt } = result;
    const rule = tryRuleOf(inputs);
    const isFailure = outcome.kind === "exited" && !acceptedExitCodes.includes(outcome.exitCode);
    if (!isFailure || retry === undefined || rule === undefined || current.runName === undefined) {
        return none();
    }
    const { exitCode } = outcome;
    if (!isRetriable(rule, exitCode)) {
        return none(`exit code ${exitCode} is not in retry.onExitCodes`);
    }
    if (current.number >= rule.most) {
        return none();
    }
    if (current.spentMs + (endedAt - startedAt) + retry.delayMs >= timeoutMs) {
        const limit = timeoutMs < commandTimeoutMs ? "the time of the operation" : "commandTimeout";
        return none(`${limit} leaves no time for another one`);
    }
    // Of one that ended a while ago the pause is over, or nearly so, by the host's clock.
    const passedMs = current.followed === undefined ? 0 : Math.max(0, ports.clock.now() - endedAt);
    const pauseMs = Math.max(0, retry.delayMs - passedMs);
    return pauseMs < deps.deadline.remainingMs()
        ? { kind: "another", pauseMs, exitCode }
        : none("the time of the operation leaves no time for another one");
}

/** Shows when the next try begins, and waits for that. */
async function waitForNext(
    { ports, operation: { inputs, log }, route }: OnInstance,
    { pauseMs, exitCode }: Extract<Next, { kind: "another" }>,
    { current, run }: EndedTry,
): Promise<void> {
    const { takenOverFrom, startedAt } = run.result;
    const ofEarlier =
        takenOverFrom === undefined
            ? ""
            : ` of try ${current.number}, which an interrupted operation started at ${new Date(takenOverFrom).toISOString()}`;
    const next = `Try ${current.number + 1} of ${inputs.retry?.tries}`;
    const text = `${next} begins in ${Math.ceil(pauseMs / 100) / 10} s: exit code ${exitCode}${ofEarlier}`;
    log.info(text);
    // On the row, too: a line that is joined to the script's last ones does not show there.
    log.status(text);
    const runs = [...run.failedTries, { id: run.id, startedAt }];
    await pauseUnlessGivenUp(ports, pauseMs, async () => {
        if (inputs.onInterrupt === "stop") {
            await forgetRuns(runs, route.connect, ports.clock);
        }
    });
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
