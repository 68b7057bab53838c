import type { InstanceState } from "../instances/launch-options";
import { type LinkState, perfectLink } from "./link";

/** Everything that can be wrong with one instance, as it is now. */
export interface Conditions {
    readonly link: LinkState;
    /** By the lab's clock; Infinity until told. */
    pendingUntil: number;
    /** What DescribeInstances says in place of the truth. */
    reportedState: InstanceState | undefined;
    /** Until when DescribeInstances does not know the instance, by the lab's clock; Infinity until told. */
    unknownUntil: number;
    /** How many DescribeInstances calls still don't know the instance. */
    unknownCalls: number;
    /** Until when DescribeInstances does not tell its public address, by the lab's clock. */
    addressHiddenUntil: number;
    /** Until when DescribeInstances tells none of its addresses, by the lab's clock. */
    allAddressesHiddenUntil: number;
    /** What its console shows in place of what it printed. */
    consoleText: string | undefined;
    /** Until when its console is blank, by the lab's clock. */
    consoleBlankUntil: number;
    /** How many more times its sshd says that an offered key is not authorized. */
    keyRefusals: number;
    /** How many more pushed keys are lapsed from the start. */
    deadKeys: number;
    deliveryDelayMs: number;
    /** Pushed keys are accepted from then on, by the lab's clock. */
    keysArriveFrom: number;
    /** Real milliseconds that each look for authorized keys takes. */
    keyCheckMs: number;
    maxStartups: number;
}

/** An instance without faults. */
export function noFaults(): Conditions {
    return {
        link: perfectLink(),
        pendingUntil: 0,
        reportedState: undefined,
        unknownUntil: 0,
        unknownCalls: 0,
        addressHiddenUntil: 0,
        allAddressesHiddenUntil: 0,
        consoleText: undefined,
        consoleBlankUntil: 0,
        keyRefusals: 0,
        deadKeys: 0,
        deliveryDelayMs: 0,
        keysArriveFrom: 0,
        keyCheckMs: 0,
        maxStartups: Number.POSITIVE_INFINITY,
    };
}
