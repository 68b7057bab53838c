import type { Deadline } from "../base/deadline";
import { isProviderError } from "../base/error";
import { reconnectPauseMs } from "../base/reconnect-pause";
import type { SessionLease } from "../session/session";
import type { CommandDeps, RunState } from "./run-state";

/**
 * A lease, or why none can be had while the run may be on the host. `connect` has tried for as long as the program allows
 * (connectTimeout), so its failure is final.
 */
export async function openLease(
    connect: (deadline: Deadline) => Promise<SessionLease>,
    deps: CommandDeps,
    state: RunState,
): Promise<SessionLease | { readonly lostBecause: string }> {
    if (state.sent) {
        deps.log.status("Connecting again");
    }
    try {
        return await connect(deps.deadline);
    } catch (error) {
        if (!state.sent) {
            throw error;
        }
        const summary = isProviderError(error) ? error.failure.summary : String(error);
        return { lostBecause: `the connection was lost and could not be had back: ${summary}` };
    }
}

/** Waits before the next connection: not at all after progress, ever longer without. */
export async function pauseBeforeNext(fruitless: number, deps: CommandDeps): Promise<void> {
    const pauseMs = reconnectPauseMs(fruitless, deps.random);
    if (pauseMs > 0) {
        await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
    }
}
