import type { Clock } from "../base/clock";
import type { OperationPorts } from "./ports";

/** Node.js timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Waits; or ends at once when the engine gives the call up, after which `onGivenUp` is called. Tells whether it came to its end. */
export async function pauseUnlessGivenUp(
    { clock, whileStoppable }: Pick<OperationPorts, "clock" | "whileStoppable">,
    pauseMs: number,
    onGivenUp: () => Promise<void>,
): Promise<boolean> {
    const givenUp = new AbortController();
    const giveUp = async () => {
        givenUp.abort();
        await onGivenUp();
    };
    await whileStoppable(giveUp, () => sleepLong(clock, pauseMs, givenUp.signal));
    return !givenUp.signal.aborted;
}

async function sleepLong(clock: Clock, pauseMs: number, signal: AbortSignal): Promise<void> {
    const endsAt = clock.monotonicMs() + pauseMs;
    for (let leftMs = pauseMs; leftMs > 0 && !signal.aborted; leftMs = endsAt - clock.monotonicMs()) {
        await clock.sleep(Math.min(leftMs, LONGEST_TIMER_MS), signal).catch((error) => {
            if (!signal.aborted) {
                throw error;
            }
        });
    }
}
