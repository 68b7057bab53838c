import type { Aws, AwsLooks, AwsSettings, OpenTunnel, PushKey } from "../aws";
import type { Clock } from "../base/clock";
import type { Random } from "../base/random";
import type { KnownRun } from "../command";
import type { Connect, HostOf } from "../host";
import type { ConsoleKeys } from "../instance";
import type { SessionPool } from "../session";
import type { FinishedOperation } from "../state";
import type { InstanceGate } from "./instance-gate";

/** What some settings give access to. */
export interface AwsAccess {
    readonly aws: Aws;
    readonly pushKey: PushKey;
    readonly openTunnel: OpenTunnel;
    readonly consoleKeys: ConsoleKeys;
    readonly looks: AwsLooks;
}

/** What an operation uses of the outside world. */
export interface OperationPorts {
    readonly clock: Clock;
    readonly random: Random;
    readonly pool: SessionPool;
    /** The host behind a session of the pool. */
    readonly hostOf: HostOf;
    readonly gate: InstanceGate;
    /** Written into outputs. */
    readonly packageVersion: string;
    /** The way to AWS for some settings, shared by all that have the same. */
    readonly awsFor: (settings: AwsSettings) => AwsAccess;
    /** A value of the stack's configuration, such as `aws:region`. */
    readonly stackConfig: (key: string) => string | undefined;
    /** Runs `work`; a `stop` that is given is called when the engine gives the call up meanwhile. */
    readonly whileStoppable: <T>(stop: (() => Promise<void>) | undefined, work: () => Promise<T>) => Promise<T>;
    /** Told of runs whose results are in state or about to be answered, with a way to reach their host again. */
    readonly onFinished: (
        finished: Pick<FinishedOperation, "target">,
        runIds: readonly KnownRun[],
        connect: Connect,
    ) => void;
}
