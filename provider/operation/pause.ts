import type { Clock } from "../base/clock";
import type { OperationPorts } from "./ports";

/** Node.js timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Waits. When the engine gives the call up meanwhile, `onGivenUp` is called and nothing follows: this never resolves then, since
 * nobody hears an answer any more, and the process is about to end. What state holds stays as it was.
 */
export async function pauseUnlessGivenUp(
    { clock, whileStoppable }: Pick<OperationPorts, "clock" | "whileStoppable">,
    pauseMs: number,
    onGivenUp: () => Promise<void>,
): Promise<void> {
    const givenUp = new AbortController();
    const giveUp = async () => {
        givenUp.abort();
        await onGivenUp();
    };
    await whileStoppable(giveUp, () => sleepLong(clock, pauseMs, givenUp.signal));
    if (givenUp.signal.aborted) {
        await new Promise<never>(() => {});
    }
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
