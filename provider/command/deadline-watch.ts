import { makeDeadline } from "../base/deadline";
import type { Host } from "../host/host";
import type { RunningOrder } from "../host/order";
import type { CommandDeps } from "./command-deps";
import type { RunState } from "./run-state";
import { stopRun } from "./stop-run";

/** After the stop at the deadline: TERM, 10 s, KILL, and the way back. */
export const STOP_GRACE_MS = 15_000;
/** Node.js timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface WatchedRun {
    readonly runName: string;
    readonly host: Host;
    readonly state: RunState;
    /** The order that follows the run. */
    readonly order: RunningOrder;
}

/** Stops the run when the deadline passes while it is followed; what was not even sent by then is given up. */
export function watchDeadline({ runName, host, state, order }: WatchedRun, deps: CommandDeps): () => void {
    const remainingMs = deps.deadline.remainingMs();
    if (remainingMs > LONGEST_TIMER_MS) {
        return () => {};
    }
    return deps.clock.after(remainingMs, () => {
        if (!state.sent) {
            order.giveUp("no channel was opened before the deadline");
            return;
        }
        state.stoppedAtDeadline = true;
        stopRun(runName, host, makeDeadline(deps.clock, STOP_GRACE_MS)).catch(() => {});
    });
}
