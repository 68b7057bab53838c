// From checked inputs to a finished run: settings, target, session, command, each by its room, within one overall deadline.
import type { Clock } from "./base/clock";
import { type Deadline, makeDeadline } from "./base/deadline";
import type { Log } from "./base/log";
import type { Random } from "./base/random";
import { type CommandPlan, planCommand, runCommand } from "./command";
import type { Inputs } from "./inputs";
import type { SessionLease, SessionPool } from "./session";
import type { FinishedRun, Recorded, ScriptName } from "./state";
import { type AwsPort, type AwsSettings, isGone, resolveAwsSettings, resolveTarget, type Target } from "./target";

/** What an operation uses of the outside world. */
export interface OperationPorts {
    readonly clock: Clock;
    readonly random: Random;
    readonly pool: SessionPool;
    /** The AWS clients for some settings, shared by all that have the same. */
    readonly awsFor: (settings: AwsSettings) => AwsPort;
    /** A value of the stack's configuration, such as `aws:region`. */
    readonly stackConfig: (key: string) => string | undefined;
    /** Told of every run whose result is about to be answered, with a way to reach its host again. */
    readonly onFinished: (run: FinishedRun, connect: (deadline: Deadline) => Promise<SessionLease>) => void;
}

export interface ScriptRequest {
    readonly inputs: Inputs;
    readonly recorded: Recorded | undefined;
    readonly operation: ScriptName;
    readonly script: string;
    readonly log: Log;
    /** From customTimeouts; undefined: the sum of the limits of the steps. */
    readonly limitMs: number | undefined;
    readonly live: Pick<CommandPlan, "onStdoutLine" | "onStderrLine">;
    /** On delete: an instance that is terminated or proven gone needs no script. */
    readonly vanishedIsDone: boolean;
}

/** Beyond connecting and running: the grace of a stopped script (10 s) and one reconnect to fetch its result. */
const SETTLING_MS = 60_000;

/** Runs one script on the instance and returns all that is kept of it, or "gone" where that is asked for. */
export async function runScript(ports: OperationPorts, request: ScriptRequest): Promise<FinishedRun | "gone"> {
    const { inputs, recorded, log } = request;
    const limitMs = request.limitMs ?? inputs.connection.connectTimeoutMs + inputs.commandTimeoutMs + SETTLING_MS;
    const deadline = makeDeadline(ports.clock, limitMs);
    const settings = resolveAwsSettings(withRecordedRegion(inputs, recorded), ports.stackConfig);
    const aws = ports.awsFor(settings);
    if (request.vanishedIsDone && (await isGone(inputs.instanceId, recorded, aws, { ...ports, log, deadline }))) {
        log.info(`${inputs.instanceId} is gone: its delete script has nothing to run on and counts as done.`);
        return "gone";
    }
    const route = makeRoute(ports, request, aws, settings);
    const plan = planCommand(inputs, {
        script: request.script,
        operation: request.operation,
        runNumber: (recorded?.runCount ?? 0) + 1,
        previousOutput: recorded === undefined || recorded.runId === "" ? undefined : recorded,
        timeoutMs: Math.min(inputs.commandTimeoutMs, request.limitMs ?? Number.POSITIVE_INFINITY),
        ...request.live,
    });
    const result = await runCommand(plan, route.connect, { clock: ports.clock, random: ports.random, log, deadline });
    const run = {
        runId: plan.runId,
        result,
        ...route.last(),
        hostKeyPolicy: inputs.connection.hostKeyPolicy,
    };
    ports.onFinished(run, route.connect);
    return run;
}

/** A way to the instance that is found anew for each connection: its address may change while a script runs. */
function makeRoute(ports: OperationPorts, request: ScriptRequest, aws: AwsPort, settings: AwsSettings) {
    const { inputs, recorded, log } = request;
    let last: { target: Target; facts: SessionLease["session"]["facts"] } | undefined;
    return {
        connect: async (limit: Deadline): Promise<SessionLease> => {
            const deadline = limit.within(inputs.connection.connectTimeoutMs);
            const target = await resolveTarget(
                { instanceId: inputs.instanceId, connection: inputs.connection, recordedOsUser: recorded?.osUser },
                aws,
                { ...ports, log, deadline },
            );
            const lease = await ports.pool.lease({
                target,
                credentialsKey: settings.key,
                hostKeyPolicy: inputs.connection.hostKeyPolicy,
                hostKeys: inputs.connection.hostKeys,
                recordedHostKeys: last === undefined ? (recorded?.hostKeys ?? []) : [last.facts.hostKeyFingerprint],
                deadline,
                push: (publicKey, pushDeadline) =>
                    aws.sendSshPublicKey(
                        {
                            instanceId: target.instanceId,
                            osUser: target.osUser,
                            publicKey,
                            availabilityZone: target.availabilityZone,
                        },
                        pushDeadline,
                    ),
                log,
            });
            last = { target, facts: lease.session.facts };
            return lease;
        },
        last: () => {
            if (last === undefined) {
                throw new Error("a run can't end before it was connected once");
            }
            return last;
        },
    };
}

/** On delete and update the region in state holds where the program names none: the instance is where it was. */
function withRecordedRegion(inputs: Inputs, recorded: Recorded | undefined): Inputs["connection"] {
    return { ...inputs.connection, region: inputs.connection.region ?? recorded?.region };
}
