import { type AwsSettings, resolveAwsSettings } from "../aws";
import { type Deadline, makeDeadline } from "../base/deadline";
import { afterCommand, withoutCommand } from "../base/error";
import { reconnectPauseMs } from "../base/reconnect-pause";
import { type CommandDeps, type EarlierRun, type KnownRun, runCommand } from "../command";
import { assumePlaced, placeFiles, wantFiles } from "../files";
import type { PlacedPath } from "../files/placed-path";
import type { WantedPath } from "../files/wanted/wanted-path";
import type { Inputs } from "../inputs/inputs";
import { proveGone } from "../instance";
import { type FinishedOperation, type FinishedRun, isSuccess, type Recorded } from "../state";
import { stopAndForget } from "./forget-runs";
import { limitOfProgram, overallLimitMs } from "./limits";
import type { Operation } from "./operation";
import { type OwnRun, planRun, settleBefore } from "./own-run";
import type { OperationPorts } from "./ports";
import { makeHostReady } from "./ready-host";
import { explainRecordedProfile } from "./recorded-profile";
import { type InstanceRoute, makeRoute } from "./route";
import { showNotes } from "./show-notes";

/** Told, before files are put in place, what is to be kept should the operation fail before its script runs. */
export type OnPlacing = (unfinished: FinishedOperation) => void;

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
    const deadline = makeDeadline(ports.clock, overallLimitMs(operation), limitOfProgram(operation)?.name);
    const deps: CommandDeps = { ...ports, log, deadline };
    const settings = resolveAwsSettings(withRecordedRegion(inputs, recorded), ports.stackConfig);
    if (name === "delete" && (await isGone(ports, operation, { settings, deadline }))) {
        return "gone";
    }
    const route = makeRoute(ports, operation, settings);
    const wanted = await wantFiles(operation.files, deadline);
    const ownRun = planRun(operation, wanted, ports.random);
    const place = () => placeAll({ ports, operation, wanted, route, deadline, onPlacing });
    const previous = recorded?.placed ?? [];
    const { before, run } = await inTurn(deps, async () => {
        const earlier = await settleBefore(ownRun, route.connect, deps);
        const isFollowing = earlier.kind === "follow";
        if (!isFollowing) {
            await makeHostReady(operation, route.connect, deps);
        }
        // A live run keeps the files that it was started with, and a finished one had them.
        const before = isFollowing ? assumePlaced(wanted, previous) : name === "delete" ? previous : await place();
        return { before, run: await runIfAny({ ports, ownRun, route, deps, earlier }) };
    });
    // Files go after the script has succeeded: the next destroy needs what a failed one works with.
    const isToRemove = name === "delete" && (run === undefined || succeeded(run, inputs));
    const placed = isToRemove ? await (run === undefined ? place() : placeAfterRun(place)) : before;
    const finished = finish(operation, { ...route.reached(), placed, run, endedAt: ports.clock.now() });
    ports.onFinished(finished, knownRuns(finished, operation), route.connectAgain);
    showNotes(finished, inputs, log);
    return finished;
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

async function isGone(
    ports: OperationPorts,
    { inputs, recorded, log }: Operation,
    { settings, deadline }: { readonly settings: AwsSettings; readonly deadline: Deadline },
): Promise<boolean> {
    const presence = await proveGone(
        { instanceId: inputs.instanceId, recordedRegion: recorded?.region, recordedAccountId: recorded?.accountId },
        ports.awsFor(settings).aws,
        deadline.within(inputs.connection.connectTimeoutMs),
    );
    if (presence.kind === "gone") {
        log.info(`${presence.note} What was to be done on it counts as done.`);
    }
    return presence.kind === "gone";
}

interface Placing {
    readonly ports: OperationPorts;
    readonly operation: Operation;
    readonly wanted: readonly WantedPath[];
    readonly route: InstanceRoute;
    readonly deadline: Deadline;
    readonly onPlacing: OnPlacing;
}

/** Puts the files in place, and removes those of earlier operations that are to go. */
async function placeAll({
    ports,
    operation,
    wanted,
    route,
    deadline,
    onPlacing,
}: Placing): Promise<readonly PlacedPath[]> {
    const { inputs, recorded, files, name, log } = operation;
    const previous = recorded?.placed ?? [];
    if (files.length === 0 && !previous.some(({ onDelete }) => onDelete === "remove")) {
        return [];
    }
    const resource = `${inputs.urn ?? ""} ${inputs.instanceId}`;
    log.status(name === "delete" ? "Removing files" : "Putting files in place");
    const onPlanned = (placed: readonly PlacedPath[]) =>
        onPlacing(finish(operation, { ...route.reached(), placed, run: undefined, endedAt: ports.clock.now() }));
    return placeFiles({ files, wanted, previous, resource, onPlanned }, route.connect, { ...ports, log, deadline });
}

interface ScriptToRun {
    readonly ports: OperationPorts;
    readonly ownRun: OwnRun;
    readonly route: InstanceRoute;
    readonly deps: CommandDeps;
    readonly earlier: EarlierRun;
}

/** Runs the script, if there is one, or follows the run that an earlier operation has started. */
async function runIfAny({ ports, ownRun, route, deps, earlier }: ScriptToRun): Promise<FinishedRun | undefined> {
    const { plan, operation } = ownRun;
    if (plan === undefined) {
        return undefined;
    }
    const followed = earlier.kind === "follow" ? earlier : undefined;
    const id = followed?.name ?? plan.runId;
    const stop = () => stopAndForget(id, route.connect, ports.clock);
    const discard = earlier.kind === "start" ? earlier.discard : undefined;
    const result = await ports.whileStoppable(operation.inputs.onInterrupt === "stop" ? stop : undefined, () =>
        runCommand({ ...plan, discard, followed }, route.connect, deps),
    );
    return { id, result };
}

function finish({ inputs }: Operation, end: Omit<FinishedOperation, "hostKeyPolicy">): FinishedOperation {
    return { ...end, hostKeyPolicy: inputs.connection.hostKeyPolicy };
}

function succeeded({ result }: FinishedRun, { acceptedExitCodes }: Inputs): boolean {
    return isSuccess(result.outcome, acceptedExitCodes);
}

/**
 * Runs whose results nobody has to ask the host for again: this one, and the one that state names, whose receipt an interrupted
 * end may have left. The host keeps what it knows of a lost one.
 */
function knownRuns({ run }: FinishedOperation, { recorded, olds }: Operation): readonly KnownRun[] {
    const isLost = run?.result.outcome.kind === "lost";
    const own = run === undefined || isLost ? [] : [known(run.id, run.result.outcome.kind, run.result.startedAt)];
    const isStillLost = recorded?.isLost === true && (run === undefined || isLost);
    const recordedId = isStillLost ? "" : (recorded?.runId ?? "");
    const startedAt = Date.parse(String((olds?.run as { startedAt?: unknown } | undefined)?.startedAt));
    return recordedId === "" || recordedId === run?.id ? own : [...own, known(recordedId, olds?.outcome, startedAt)];
}

/** Only of a run that the host itself told the end of is its start by the host's clock known. */
function known(id: string, outcome: unknown, startedAt: number): KnownRun {
    const isOfHost = outcome === "exited" || outcome === "signalled" || outcome === "timedOut";
    return isOfHost && !Number.isNaN(startedAt) ? { id, startedAt } : id;
}

/** On delete and update the region in state holds if the program names none: the instance is where it was. */
function withRecordedRegion(inputs: Inputs, recorded: Recorded | undefined): Inputs["connection"] {
    return { ...inputs.connection, region: inputs.connection.region ?? recorded?.region };
}
