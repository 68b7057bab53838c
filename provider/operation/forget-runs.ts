import type { Clock } from "../base/clock";
import { makeDeadline } from "../base/deadline";
import { acknowledgeRuns, type KnownRun, stopRun } from "../command";
import type { Connect } from "../host";

/** The engine waits 5 s for this process to end. */
const REACH_MS = 3_000;
/** A stop takes TERM, 10 s, KILL; an engine that gives the process up does not wait for it. */
const STOP_MS = 30_000;

/**
 * Removes the receipts of runs whose results are safe, on a host that can be reached quickly.
 * @throws {ProviderError} it can't be: the receipts stay, and a later operation or their age removes them.
 */
export async function forgetRuns(runs: readonly KnownRun[], connect: Connect, clock: Clock): Promise<void> {
    const lease = await connect(makeDeadline(clock, REACH_MS));
    await acknowledgeRuns(runs, lease.host, makeDeadline(clock, REACH_MS)).finally(lease.release);
}

/** Stops the run; once it is over its receipt goes, and those of the tries before it, so that the next operation starts afresh. */
export async function stopAndForget(
    { id, failed = [] }: { readonly id: string; readonly failed?: readonly KnownRun[] },
    connect: Connect,
    clock: Clock,
): Promise<void> {
    const { host } = await connect(makeDeadline(clock, REACH_MS));
    const deadline = makeDeadline(clock, STOP_MS);
    if (await stopRun(id, host, deadline)) {
        await acknowledgeRuns([...failed, id], host, deadline);
    }
}
