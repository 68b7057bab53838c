import type { LabClock } from "../clock";
import type { InstanceState } from "../instances/launch-options";
import { type Conditions, noFaults } from "./conditions";
import type { CutManner, CutPlan } from "./link";

/** Faults of one instance, on command. Each holds from the call on, for connections that are open, too, where that makes sense. */
export interface InstanceFaults {
    /** Reported as pending for so long by the lab's clock; without a duration until `becomesRunning`. */
    staysPending(durationMs?: number): void;
    becomesRunning(): void;
    /** Reported to be in this state, such as `stopping`, whatever it really is; without a state, the truth again. */
    reportsState(state?: InstanceState): void;
    /** DescribeInstances doesn't know it for so long by the lab's clock, as happens right after a launch. @default until `clear` */
    staysUnknown(durationMs?: number): void;
    /** The next calls of DescribeInstances don't know it. */
    unknownToDescribe(calls: number): void;
    /** DescribeInstances doesn't tell its public address for so long by the lab's clock, as right after a launch. @default until `clear` */
    hidesPublicAddress(durationMs?: number): void;
    /** DescribeInstances tells no address at all for so long by the lab's clock. @default until `clear` */
    hidesAddresses(durationMs?: number): void;
    /** GetConsoleOutput answers with this text; without one, with what the instance really printed. */
    showsOnConsole(text?: string): void;
    /** Port closed; after so many real milliseconds, or by `acceptConnections`, it opens. */
    refuseConnections(durationMs?: number): Promise<void>;
    acceptConnections(): Promise<void>;
    /** Connections are accepted, but the server says nothing; after so many real milliseconds, or by `sendBanner`, it does. */
    withholdBanner(durationMs?: number): void;
    sendBanner(): Promise<void>;
    /** sshd says that the next offered keys are not authorized, although they were pushed. @default 1 */
    refuseKeys(times?: number): void;
    /** The next pushed keys are lapsed as they arrive. @default 1 */
    pushLapsedKeys(times?: number): void;
    /** All keys that were pushed lapse now. */
    lapseKeys(): void;
    /** Pushed keys are accepted only so long after the push, by the lab's clock; their 60 seconds run from the push. */
    deliverKeysLate(delayMs: number): void;
    /** New host keys for new connections, as after a rebuild or with a stranger in the middle. */
    changeHostKey(): Promise<void>;
    /** Ends every open connection; how many there were. @default "reset" */
    cutConnections(manner?: CutManner): number;
    /** Cuts the next connections at a byte. */
    cutNextConnections(plan: CutPlan): void;
    /** Cuts the open connections after so many more bytes. */
    cutOpenConnections(plan: CutPlan): void;
    /** Each look for authorized keys takes so long: AuthorizedKeysCommand's cost, in real milliseconds. */
    delayKeyChecks(delayMs: number): void;
    /** Most connections that may be signing in at a time; more are closed without a word. Embedded hosts only. */
    limitStartups(connections: number): void;
    /** One-way delay in milliseconds and rate in bytes a second, of each direction of each connection. */
    setLink(link: { readonly latencyMs?: number; readonly bytesPerSecond?: number }): void;
    /** Ends every fault that is told here but a changed host key. */
    clear(): Promise<void>;
}

/** What the faults need of the instance. */
export interface FaultTargets {
    readonly clock: LabClock;
    readonly conditions: Conditions;
    applyLink(): Promise<void>;
    cut(manner: CutManner): number;
    cutAfter(plan: CutPlan): void;
    lapseKeys(): void;
    changeHostKey(): Promise<void>;
    /** Calls an action in so many real milliseconds, unless the instance ends first. */
    later(delayMs: number, action: () => Promise<void>): void;
}

/** The faults of an instance, over its conditions. */
export function makeInstanceFaults(targets: FaultTargets): InstanceFaults {
    const { conditions, clock, later, applyLink } = targets;
    const { link } = conditions;
    const acceptConnections = () => {
        link.refusesConnections = false;
        return applyLink();
    };
    const sendBanner = () => {
        link.withholdsBanner = false;
        return applyLink();
    };
    return {
        staysPending: (durationMs = Number.POSITIVE_INFINITY) => {
            conditions.pendingUntil = clock.now() + durationMs;
        },
        becomesRunning: () => {
            conditions.pendingUntil = 0;
        },
        reportsState: (state) => {
            conditions.reportedState = state;
        },
        staysUnknown: (durationMs = Number.POSITIVE_INFINITY) => {
            conditions.unknownUntil = clock.now() + durationMs;
        },
        unknownToDescribe: (calls) => {
            conditions.unknownCalls = calls;
        },
        hidesPublicAddress: (durationMs = Number.POSITIVE_INFINITY) => {
            conditions.addressHiddenUntil = clock.now() + durationMs;
        },
        hidesAddresses: (durationMs = Number.POSITIVE_INFINITY) => {
            conditions.allAddressesHiddenUntil = clock.now() + durationMs;
        },
        showsOnConsole: (text) => {
            conditions.consoleText = text;
        },
        refuseConnections: (durationMs) => {
            link.refusesConnections = true;
            if (durationMs !== undefined) later(durationMs, acceptConnections);
            return applyLink();
        },
        acceptConnections,
        withholdBanner: (durationMs) => {
            link.withholdsBanner = true;
            if (durationMs !== undefined) later(durationMs, sendBanner);
        },
        sendBanner,
        refuseKeys: (times = 1) => {
            conditions.keyRefusals = times;
        },
        pushLapsedKeys: (times = 1) => {
            conditions.deadKeys = times;
        },
        lapseKeys: targets.lapseKeys,
        deliverKeysLate: (delayMs) => {
            conditions.deliveryDelayMs = delayMs;
        },
        changeHostKey: targets.changeHostKey,
        cutConnections: (manner = "reset") => targets.cut(manner),
        cutNextConnections: (plan) => void link.cuts.push(plan),
        cutOpenConnections: targets.cutAfter,
        delayKeyChecks: (delayMs) => {
            conditions.keyCheckMs = delayMs;
        },
        limitStartups: (connections) => {
            conditions.maxStartups = connections;
        },
        setLink: ({ latencyMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY }) => {
            Object.assign(link, { latencyMs, bytesPerSecond });
        },
        clear: () => {
            const { link: perfect, ...others } = noFaults();
            Object.assign(link, perfect);
            Object.assign(conditions, others);
            return applyLink();
        },
    };
}
