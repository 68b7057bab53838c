// From checked inputs to a finished run: settings, target, session, command, each by its room, within one overall deadline.
import type { Clock } from "./base/clock";
import { type Deadline, makeDeadline } from "./base/deadline";
import type { Log } from "./base/log";
import type { Random } from "./base/random";
import { type CommandPlan, planCommand, runCommand } from "./command";
import type { CommandResult } from "./command/result";
import { placeFiles } from "./files";
import type { PlacedPath } from "./files/placed-path";
import type { FileInput, Inputs } from "./inputs/inputs";
import { makeHostReady, stopAndForget } from "./ready-host";
import type { KeyChoice, PushKey, SessionPool } from "./session";
import type { SessionFacts, SessionLease } from "./session/session";
import type { FinishedRun, Recorded, ScriptName } from "./state";
import { type Aws, type AwsSettings, proveGone, resolveAwsSettings, resolveTarget, type Target } from "./target";

type Connect = (deadline: Deadline) => Promise<SessionLease>;

/** What an operation uses of the outside world. */
export interface OperationPorts {
    readonly clock: Clock;
    readonly random: Random;
    readonly pool: SessionPool;
    /** The way to AWS for some settings, shared by all that have the same. */
    readonly awsFor: (settings: AwsSettings) => { readonly aws: Aws; readonly pushKey: PushKey };
    /** A value of the stack's configuration, such as `aws:region`. */
    readonly stackConfig: (key: string) => string | undefined;
    /** Runs `work`; a `stop` that is given is called when the engine gives the call up meanwhile. */
    readonly whileStoppable: <T>(stop: (() => Promise<void>) | undefined, work: () => Promise<T>) => Promise<T>;
    /** Told of the runs whose results are in state or about to be answered, with a way to reach their host again. */
    readonly onFinished: (run: FinishedRun, runIds: readonly string[], connect: Connect) => void;
}

export interface ScriptRequest {
    readonly inputs: Inputs;
    readonly recorded: Recorded | undefined;
    readonly operation: ScriptName;
    /** Undefined: there is none, only files. */
    readonly script: string | undefined;
    /** What is to be on the instance afterwards: put there before the script, and on delete removed after it. */
    readonly files: readonly FileInput[];
    readonly log: Log;
    /** From customTimeouts; undefined: the sum of the limits of the steps. */
    readonly limitMs: number | undefined;
    readonly live: Pick<CommandPlan, "onStdoutLine" | "onStderrLine" | "onProgress" | "secretValues">;
    /** Told, before files are put in place, what is to be kept should the operation fail before its script runs. */
    readonly onPlacing?: (unfinished: FinishedRun) => void;
    /** On delete: an instance that is terminated or proven gone needs no script. */
    readonly vanishedIsDone: boolean;
}

/** Beyond connecting and running: the grace of a stopped script (10 s) and one reconnect to fetch its result. */
const SETTLING_MS = 60_000;
/** How long the transfer of files may take when the program sets no limit. */
const TRANSFER_MS = 3_600_000;

/** Runs one script on the instance and returns all that is kept of it, or "gone" where that is asked for. */
export async function runScript(ports: OperationPorts, request: ScriptRequest): Promise<FinishedRun | "gone"> {
    const { inputs, recorded, log } = request;
    const limitMs = request.limitMs ?? sumOfLimits(request);
    const deadline = makeDeadline(ports.clock, limitMs);
    const settings = resolveAwsSettings(withRecordedRegion(inputs, recorded), ports.stackConfig);
    if (request.vanishedIsDone) {
        const presence = await proveGone(
            { instanceId: inputs.instanceId, recordedRegion: recorded?.region, recordedAccountId: recorded?.accountId },
            ports.awsFor(settings).aws,
            deadline.within(inputs.connection.connectTimeoutMs),
        );
        if (presence.kind === "gone") {
            log.info(`${presence.note} What was to be done there counts as done.`);
            return "gone";
        }
    }
    const route = makeRoute(ports, request, settings);
    await makeHostReady(inputs, request.operation, route.connect, { ...ports, log, deadline });
    const before = request.operation === "delete" ? undefined : await place(ports, request, route, deadline);
    const { runId, result } = await runIfAny(ports, request, route.connect, deadline);
    const placed = before ?? (await place(ports, request, route, deadline));
    const run = {
        runId,
        result,
        placed,
        ...route.last(),
        hostKeyPolicy: inputs.connection.hostKeyPolicy,
    };
    // An interrupted end may have left the receipt of the run that state names: its result is long in state.
    ports.onFinished(run, [runId, recorded?.runId ?? ""].filter(isNotEmpty), route.connectAgain);
    tellNotes(run, inputs, log);
    return run;
}

function sumOfLimits({ inputs, recorded, files }: ScriptRequest): number {
    const hasFiles = files.length + (recorded?.placed.length ?? 0) > 0;
    const scriptMs = (inputs.waitForCloudInitMs ?? 0) + inputs.commandTimeoutMs;
    return inputs.connection.connectTimeoutMs + scriptMs + SETTLING_MS + (hasFiles ? TRANSFER_MS : 0);
}

/** Puts the files in place, and removes those of earlier operations that are to go. */
async function place(
    ports: OperationPorts,
    { inputs, recorded, files, operation, log, onPlacing }: ScriptRequest,
    { connect, last }: ReturnType<typeof makeRoute>,
    deadline: Deadline,
): Promise<readonly PlacedPath[]> {
    const previous = recorded?.placed ?? [];
    const isNothing = files.length === 0 && !previous.some(({ onDelete }) => onDelete === "remove");
    if (isNothing) {
        return [];
    }
    const resource = `${inputs.urn ?? ""} ${inputs.instanceId}`;
    log.status(operation === "delete" ? "Removing files" : "Putting files in place");
    const onPlanned = (placed: readonly PlacedPath[]) => {
        const { hostKeyPolicy } = inputs.connection;
        onPlacing?.({ runId: "", result: noResult(ports.clock.now()), placed, ...last(), hostKeyPolicy });
    };
    return placeFiles({ files, previous, resource, onPlanned }, connect, { ...ports, log, deadline });
}

/** Runs the script where there is one. Without one there must have been files, so that the instance was reached. */
async function runIfAny(
    ports: OperationPorts,
    request: ScriptRequest,
    connect: Connect,
    deadline: Deadline,
): Promise<{ runId: string; result: CommandResult }> {
    const { inputs, recorded, log, script } = request;
    if (script === undefined) {
        return { runId: "", result: noResult(ports.clock.now()) };
    }
    const plan = planCommand(inputs, {
        script,
        operation: request.operation,
        runNumber: (recorded?.runCount ?? 0) + 1,
        previousOutput: recorded === undefined || recorded.runId === "" ? undefined : recorded,
        timeoutMs: Math.min(inputs.commandTimeoutMs, request.limitMs ?? Number.POSITIVE_INFINITY),
        ...request.live,
    });
    const stop = () => stopAndForget(plan.runId, connect, ports.clock);
    const result = await ports.whileStoppable(inputs.onInterrupt === "stop" ? stop : undefined, () =>
        runCommand(plan, connect, { clock: ports.clock, random: ports.random, log, deadline }),
    );
    return { runId: plan.runId, result };
}

function noResult(now: number): CommandResult {
    const nothing = { text: "", totalBytes: 0, sha256: SHA256_OF_NOTHING, truncated: false };
    return {
        outcome: { kind: "none" },
        stdout: nothing,
        stderr: nothing,
        startedAt: now,
        endedAt: now,
        attempts: 0,
        bootId: "",
        takenOverFrom: undefined,
    };
}

const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A way to the instance that is found anew for each connection: its address may change while a script runs. */
function makeRoute(ports: OperationPorts, request: ScriptRequest, settings: AwsSettings) {
    const { inputs, recorded, operation, log } = request;
    const { connection, instanceId } = inputs;
    const { aws, pushKey } = ports.awsFor(settings);
    let last: { target: Target; facts: SessionFacts } | undefined;
    const leaseTo = (target: Target, deadline: Deadline) =>
        ports.pool.lease({
            target,
            credentialsKey: settings.key,
            key: keyChoiceOf(connection),
            hostKeyPolicy: connection.hostKeyPolicy,
            hostKeys: connection.hostKeys,
            recordedHostKeys: last === undefined ? (recorded?.hostKeys ?? []) : [last.facts.hostKeyFingerprint],
            deadline,
            push: (publicKey, limit) => {
                const { osUser, availabilityZone } = target;
                return pushKey({ instanceId, osUser, publicKey, availabilityZone }, limit);
            },
            log,
        });
    const lastKnown = () => {
        if (last === undefined) {
            throw new Error("a run can't end before it was connected once");
        }
        return last;
    };
    return {
        connect: async (limit: Deadline): Promise<SessionLease> => {
            const deadline = limit.within(connection.connectTimeoutMs);
            const target = await resolveTarget(
                {
                    instanceId,
                    connection,
                    recordedOsUser: recorded?.osUser,
                    recordedTarget: placeOf(recorded),
                    operation,
                    urn: inputs.urn,
                },
                aws,
                { ...ports, log, deadline },
            );
            const lease = await leaseTo(target, deadline);
            last = { target, facts: lease.session.facts };
            return lease;
        },
        /** The same address once more, without asking AWS for it. */
        connectAgain: (limit: Deadline) => leaseTo(lastKnown().target, limit),
        last: lastKnown,
    };
}

function keyChoiceOf({ keyType, privateKey, passphrase }: Inputs["connection"]): KeyChoice {
    return privateKey === undefined ? { kind: "fresh", type: keyType } : { kind: "own", privateKey, passphrase };
}

/** Region and account in state, for the message of an instance that is unknown here. */
function placeOf(recorded: Recorded | undefined): { region?: string; accountId?: string } {
    return {
        ...(recorded?.region !== undefined && { region: recorded.region }),
        ...(recorded?.accountId !== undefined && { accountId: recorded.accountId }),
    };
}

function tellNotes({ result }: FinishedRun, inputs: Inputs, log: Log): void {
    if (result.takenOverFrom !== undefined) {
        const since = new Date(result.takenOverFrom).toISOString();
        log.warning(
            `This is the result of a run that an interrupted operation had started at ${since}: it was not run again.`,
        );
    }
    const cut = [result.stdout.truncated && "stdout", result.stderr.truncated && "stderr"].filter(Boolean);
    if (cut.length > 0) {
        log.warning(
            `${cut.join(" and ")} went beyond maxOutput (${inputs.maxOutputBytes} bytes): its beginning and its end are kept.`,
        );
    }
}

function isNotEmpty(text: string): boolean {
    return text !== "";
}

/** On delete and update the region in state holds where the program names none: the instance is where it was. */
function withRecordedRegion(inputs: Inputs, recorded: Recorded | undefined): Inputs["connection"] {
    return { ...inputs.connection, region: inputs.connection.region ?? recorded?.region };
}
