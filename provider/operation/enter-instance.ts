import type { Deadline } from "../base/deadline";
import { ProviderError } from "../base/error";
import type { Entry } from "./instance-gate";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";

/**
 * Lets an operation in on its instance and on the jump host, once neither is about to be rebooted. The wait prolongs its deadline,
 * unless the program set that: who reboots has a deadline, too.
 * @throws {ProviderError} `CMD_NOT_STARTED`: the deadline that the program set passed before that.
 */
export async function enterInstance(
    { gate, clock }: OperationPorts,
    { inputs, limitMs }: Operation,
    deadline: Deadline,
): Promise<{ readonly entry: Entry; readonly deadline: Deadline }> {
    const { instanceId, connection } = inputs;
    const { via } = connection;
    const used = via === undefined ? [instanceId] : [instanceId, via.instanceId];
    const askedAt = clock.monotonicMs();
    const isOwnLimit = limitMs !== undefined;
    const entry = await gate.enter(used, {
        deadline: isOwnLimit ? deadline : deadline.extendedBy(Number.POSITIVE_INFINITY),
        onExpiry: heldBack,
    });
    return { entry, deadline: isOwnLimit ? deadline : deadline.extendedBy(clock.monotonicMs() - askedAt) };
}

function heldBack(): ProviderError {
    return new ProviderError({
        code: "CMD_NOT_STARTED",
        summary: "Another resource was rebooting the instance until the time of this operation was over.",
        commandRan: "did-not-run",
        retryable: true,
        remedies: [({ again, timeLimits }) => `Run ${again}, or give the operation more time${timeLimits}.`],
    });
}
