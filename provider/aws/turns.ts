import type { Clock } from "../base/clock";
import type { Gathering } from "./gathering";

/** When calls of one kind may start. */
export interface Turns {
    /** Resolves when a call for what is gathered is due: no other is under way, and it is worth a call. */
    next(gathering: Gathering): Promise<void>;
    /** Counts a call as under way, and passes its answer on. */
    take<Answer>(call: Promise<Answer>, kind: "in-turn" | "beside"): Promise<Answer>;
}

/** So many calls go at once, because who asks a little must not wait; one more is allowed after each such time. */
const BURST = 2;
const REFILL_MS = 2_000;
/** Calls beyond those wait for company: until they are for so many, and so long after the call before, … */
const COMPANY = 6;
const SPACING_MS = 300;
/** … or until nobody has come for so long. An engine that works on 8 resources at a time has started the next ones by then. */
const QUIET_MS = 450;
/** A call that takes longer hangs, or is tried again and again: the next ones may fare better. */
const PATIENCE_MS = 5_000;

/**
 * Makes turns in which one call is under way at a time. The engine starts resources one shortly after the other, and as many as
 * have ended: calls that follow shortly after others are spaced if `areSpaced`, so that each is for several.
 */
export function makeTurns(clock: Clock, areSpaced: boolean): Turns {
    let underWay = Promise.resolve();
    let startedAt = Number.NEGATIVE_INFINITY;
    /** When the burst is whole again. */
    let wholeAt = Number.NEGATIVE_INFINITY;
    const overOf = (call: Promise<unknown>) =>
        new Promise<void>((resolve) => {
            const cancel = clock.after(PATIENCE_MS, resolve);
            const end = () => {
                cancel();
                resolve();
            };
            call.then(end, end);
        });
    const spaced = async () => {
        const waitMs = startedAt + SPACING_MS - clock.monotonicMs();
        if (waitMs > 0) {
            await clock.sleep(waitMs);
        }
    };
    return {
        next: async (gathering) => {
            await underWay;
            const isAllowed = wholeAt - clock.monotonicMs() <= (BURST - 1) * REFILL_MS;
            if (areSpaced && !isAllowed) {
                await Promise.race([gathering.quietFor(QUIET_MS), gathering.atLeast(COMPANY).then(spaced)]);
            }
        },
        take: (call, kind) => {
            const now = clock.monotonicMs();
            startedAt = now;
            wholeAt = kind === "in-turn" ? Math.max(wholeAt, now) + REFILL_MS : wholeAt;
            const others = underWay;
            const over = overOf(call);
            underWay = others.then(() => over);
            return call;
        },
    };
}
