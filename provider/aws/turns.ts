import type { Clock } from "../base/clock";
import type { Gathering } from "./gathering";

/** When calls of one kind may start. */
export interface Turns {
    /** Resolves when a call for what is gathered is due: no other is under way, and it is worth a call. */
    next(gathering: Gathering): Promise<void>;
    /** Counts a call as under way, and passes its answer on. */
    take<Answer>(call: Promise<Answer>, kind: "in-turn" | "beside"): Promise<Answer>;
    /** Hears of each name that is looked up, which tells how many come. */
    onName(): void;
}

export interface TurnSettings {
    /** False: calls wait for each other only. */
    readonly areSpaced: boolean;
    /** How many operations are under way in this process: if most of them wait, they wait for nobody. */
    readonly underWay: () => number;
}

/** Who asks a little must not wait: so many calls go at once when there has been none for so long. */
const BURST = 2;
const REST_MS = 5_000;
/** Calls beyond those are so far apart, … */
const SPACING_MS = 300;
/** … and wait for company, at most so long: for so many names, or for most of the operations under way. */
const COMPANY_WAIT_MS = 1_000;
const COMPANY = 8;
const MOST = 0.75;
/** Company that comes no more often than this is not waited for: most operations are busy with their scripts. */
const SPARSE_MS = 500;
const LONGEST_GAP_MS = 2_000;
const TICK_MS = 20;
/** A call that takes longer hangs, or is tried again and again: the next ones may fare better. */
const PATIENCE_MS = 5_000;

/**
 * Makes turns in which one call is under way at a time. The engine starts resources one shortly after the other, and another one
 * whenever one has ended: calls that follow shortly after others are spaced, so that each is for several.
 */
export function makeTurns(clock: Clock, { areSpaced, underWay }: TurnSettings): Turns {
    let othersEnd = Promise.resolve();
    let startedAt = Number.NEGATIVE_INFINITY;
    let burstLeft = BURST;
    let lastNameAt = Number.NEGATIVE_INFINITY;
    /** The usual time between names, which follows the latest. */
    let gapMs = 0;
    /** The most operations that were under way of late: the engine takes a moment to replace one that has ended. */
    const most = { count: 0, at: Number.NEGATIVE_INFINITY };
    const companyAt = (now: number) => {
        const count = underWay();
        if (count >= most.count || now - most.at >= REST_MS) {
            Object.assign(most, { count, at: now });
        }
        return Math.min(COMPANY, Math.max(1, Math.floor(most.count * MOST)));
    };
    const isDue = ({ names, begunAt }: Gathering) => {
        const now = clock.monotonicMs();
        burstLeft = now - startedAt >= REST_MS ? BURST : burstLeft;
        if (burstLeft > 0) {
            return true;
        }
        const hasCompany = names.size >= companyAt(now) || gapMs > SPARSE_MS;
        // All who could ask are waiting, and the engine has started nobody else.
        const isAlone = names.size >= underWay() && now - lastNameAt >= SPACING_MS;
        return now - startedAt >= SPACING_MS && (hasCompany || isAlone || now - begunAt >= COMPANY_WAIT_MS);
    };
    const endOf = (call: Promise<unknown>) =>
        new Promise<void>((resolve) => {
            const cancel = clock.after(PATIENCE_MS, resolve);
            const end = () => {
                cancel();
                resolve();
            };
            call.then(end, end);
        });
    return {
        next: async (gathering) => {
            await othersEnd;
            while (areSpaced && !isDue(gathering)) {
                await clock.sleep(TICK_MS);
            }
        },
        take: (call, kind) => {
            startedAt = clock.monotonicMs();
            burstLeft -= kind === "in-turn" ? 1 : 0;
            const before = othersEnd;
            const end = endOf(call);
            othersEnd = before.then(() => end);
            return call;
        },
        onName: () => {
            const now = clock.monotonicMs();
            const isFirst = lastNameAt === Number.NEGATIVE_INFINITY;
            gapMs = isFirst ? 0 : gapMs * 0.8 + Math.min(now - lastNameAt, LONGEST_GAP_MS) * 0.2;
            lastNameAt = now;
        },
    };
}
