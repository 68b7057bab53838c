import type { Channel, Session } from "../session/session";
import type { CommandDeps, RunState } from "./run-state";
import { stopRun } from "./stop-run";

/** After the stop at the deadline: TERM, 10 s, KILL, and the way back. */
const STOP_GRACE_MS = 15_000;

export interface DeadlineWatch {
    giveUpOn(channel: Channel): void;
    cancel(): void;
}

/** Node.js timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Stops the run when the deadline passes while it is followed, and gives the channel up when that does not end it. */
export function watchDeadline(runName: string, session: Session, deps: CommandDeps, state: RunState): DeadlineWatch {
    const remainingMs = deps.deadline.remainingMs();
    if (remainingMs + STOP_GRACE_MS > LONGEST_TIMER_MS) {
        return { giveUpOn: () => {}, cancel: () => {} };
    }
    let followed: Channel | undefined;
    const cancelStop = deps.clock.after(remainingMs, () => {
        if (state.sent) {
            state.stoppedAtDeadline = true;
            stopRun(runName, session, deps.random).catch(() => {});
        }
    });
    const cancelGrace = deps.clock.after(remainingMs + STOP_GRACE_MS, () => followed?.close());
    return {
        giveUpOn: (channel) => {
            followed = channel;
        },
        cancel: () => {
            cancelStop();
            cancelGrace();
        },
    };
}
