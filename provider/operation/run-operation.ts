import { resolveAwsSettings } from "../aws";
import { makeDeadline } from "../base/deadline";
import { afterCommand, withoutCommand } from "../base/error";
import { reconnectPauseMs } from "../base/reconnect-pause";
import type { CommandDeps, EarlierRun } from "../command";
import { assumePlaced, wantFiles } from "../files";
import type { PlacedPath } from "../files/placed-path";
import type { Inputs } from "../inputs/inputs";
import { type AfterScript, type FinishedOperation, type FinishedRun, isSuccess } from "../state";
import { doStepsAfterScript } from "./after-script";
import { enterInstance } from "./enter-instance";
import { findReasonToSkip } from "./guards";
import { isGone } from "./is-gone";
import { knownRuns } from "./known-runs";
import { limitOfProgram, overallLimitMs } from "./limits";
import type { OnInstance } from "./on-instance";
import type { Operation } from "./operation";
import { type OwnRun, planRun, settleBefore } from "./own-run";
import { type OnPlacing, placeAll } from "./place-all";
import type { OperationPorts } from "./ports";
import { makeHostReady } from "./ready-host";
import { explainRecordedProfile } from "./recorded-profile";
import { withRecordedRegion } from "./recorded-region";
import { makeRoute } from "./route";
import { runTries } from "./run-tries";
import { showNotes } from "./show-notes";

/**
 * Does all that an operation is to do on the instance, within one overall deadline, and says how it ended; or "gone", for a
 * delete on an instance that is terminated or proven gone.
 * @throws {ProviderError} no script ran, or it ran and the files that a delete removes could not be removed. The error says
 * which, and says nothing of a script where none was to run.
 */
export async function runOperation(
    ports: OperationPorts,
    operation: Operation,
    onPlacing: OnPlacing = () => {},
): Promise<FinishedOperation | "gone"> {
    try {
        return await carryOut(ports, operation, onPlacing);
    } catch (thrown) {
        const error = explainRecordedProfile(thrown, operation);
        throw operation.script === undefined ? withoutCommand(error) : error;
    }
}

async function carryOut(
    ports: OperationPorts,
    operation: Operation,
    onPlacing: OnPlacing,
): Promise<FinishedOperation | "gone"> {
    const { inputs, recorded, name, log } = operation;
    const settings = resolveAwsSettings(withRecordedRegion(inputs, recorded), ports.stackConfig, inputs);
    const within = makeDeadline(ports.clock, overallLimitMs(operation), limitOfProgram(operation)?.name);
    if (name === "delete" && (await isGone(ports, operation, { settings, deadline: within }))) {
        return "gone";
    }
    const { entry, deadline } = await enterInstance(ports, operation, within);
    try {
        const deps: CommandDeps = { ...ports, log, deadline };
        return await carryOutInside(
            { ports, operation, route: makeRoute(ports, operation, settings), deps, entry },
            onPlacing,
        );
    } finally {
        entry.leave();
    }
}

async function carryOutInside(at: OnInstance, onPlacing: OnPlacing): Promise<FinishedOperation> {
    const { ports, operation } = at;
    const { inputs, recorded, name, log } = operation;
    if (operation.doesStepsOnly) {
        const wasSkipped = recorded?.wasSkipped === true;
        return finishSteps(at, await doStepsAfterScript({ ...at, run: undefined, wasSkipped }));
    }
    const { placed, run, without } = await placeAndRun(at, onPlacing);
    const isOver = run === undefined || succeeded(run, inputs);
    const wasSkipped = without === "skipped";
    const after = name !== "delete" && isOver ? await doStepsAfterScript({ ...at, run, wasSkipped }) : undefined;
    const { hostKeyPolicy } = inputs.connection;
    const end = { placed, run, without, after, hostKeyPolicy, endedAt: ports.clock.now() };
    const finished = { ...at.route.reached(), ...end };
    ports.onFinished(finished, knownRuns(finished, operation), at.route.connectAgain);
    showNotes(finished, inputs, log);
    return finished;
}

/** The end of an operation that had only steps after a script to do. One that reached nobody leaves state as it is. */
function finishSteps({ ports, operation, route }: OnInstance, after: AfterScript): FinishedOperation {
    const { inputs, recorded } = operation;
    const reached = route.lastReached();
    if (reached === undefined) {
        throw after.failed?.error ?? new Error("steps were to be done, and none was");
    }
    const { hostKeyPolicy } = inputs.connection;
    const placed = recorded?.placed ?? [];
    const end = { placed, run: undefined, after, hostKeyPolicy, endedAt: ports.clock.now() };
    return { ...reached, ...end, without: "script-of-before" };
}

type PlacedAndRun = Pick<FinishedOperation, "placed" | "run" | "without">;

/** Places the files and runs the script, unless a guard has it skipped; or follows the run that an earlier operation has started. */
async function placeAndRun(at: OnInstance, onPlacing: OnPlacing): Promise<PlacedAndRun> {
    const { operation, route, deps } = at;
    const { inputs, recorded, name, log } = operation;
    const wanted = await wantFiles(operation.files, deps.deadline);
    const ownRun = planRun(operation, wanted, deps.random);
    const place = () => placeAll(at, wanted, onPlacing);
    const previous = recorded?.placed ?? [];
    const { placed: before, ...ran } = await inTurn(deps, async (): Promise<PlacedAndRun> => {
        const earlier = await settleBefore(ownRun, route.connect, deps);
        if (earlier.kind === "follow") {
            // A live run keeps the files that it was started with, and a finished one had them.
            return { placed: assumePlaced(wanted, previous), run: await runIfAny(at, ownRun, earlier) };
        }
        await makeHostReady(operation, route.connect, deps);
        const placed = name === "delete" ? previous : await place();
        const reason = name === "delete" || ownRun.plan === undefined ? undefined : await findReasonToSkip(at);
        if (reason !== undefined) {
            log.info(reason);
            return { placed, run: undefined, without: "skipped" };
        }
        return { placed, run: await runIfAny(at, ownRun, earlier) };
    });
    // Files go after the script has succeeded: the next destroy needs what a failed one works with.
    const isToRemove = name === "delete" && (ran.run === undefined || succeeded(ran.run, inputs));
    const placed = isToRemove ? await (ran.run === undefined ? place() : placeAfterRun(place)) : before;
    return { ...ran, placed };
}

async function placeAfterRun(place: () => Promise<readonly PlacedPath[]>): Promise<readonly PlacedPath[]> {
    try {
        return await place();
    } catch (error) {
        throw afterCommand(error);
    }
}

/**
 * Does it again as long as another operation of the same name begins on the instance between the look and the start: one in another
 * backend, or of an `up` that was given up. The next look then finds that one's run.
 */
async function inTurn<T extends { readonly run: FinishedRun | undefined }>(
    { deadline, clock, random }: CommandDeps,
    attempt: () => Promise<T>,
): Promise<T> {
    for (let tries = 1; ; tries += 1) {
        const done = await attempt();
        const outcome = done.run?.result.outcome;
        const isOthersTurn = outcome?.kind === "refused" && outcome.code === "CMD_RUN_CONFLICT";
        if (!isOthersTurn || deadline.expired()) {
            return done;
        }
        await clock.sleep(Math.min(reconnectPauseMs(tries, random), deadline.remainingMs()));
    }
}

/** Runs the script, if there is one, or goes on with the run that an earlier operation has started. */
async function runIfAny(at: OnInstance, { plan }: OwnRun, earlier: EarlierRun): Promise<FinishedRun | undefined> {
    return plan === undefined ? undefined : runTries(at, plan, earlier);
}

function succeeded({ result }: FinishedRun, { acceptedExitCodes }: Inputs): boolean {
    return isSuccess(result.outcome, acceptedExitCodes);
}
