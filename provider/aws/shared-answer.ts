import type { Clock } from "../base/clock";

/** For how long an answer holds, from the moment that it came. */
interface Freshness {
    readonly clock: Clock;
    readonly freshMs: number;
}

/**
 * Makes a function that loads the answer for each name once and gives it to all who ask, for ever or while it is fresh; a failed
 * load is forgotten.
 */
export function makeSharedAnswer<Answer, Extra>(
    load: (name: string, extra: Extra) => Promise<Answer>,
    freshness?: Freshness,
): (name: string, extra: Extra) => Promise<Answer> {
    // A moment in place of a timer, which would keep the process alive.
    const answers = new Map<string, { readonly answer: Promise<Answer>; freshUntil: number }>();
    return (name, extra) => {
        const known = answers.get(name);
        if (known !== undefined && (freshness === undefined || freshness.clock.monotonicMs() < known.freshUntil)) {
            return known.answer;
        }
        const kept = { answer: load(name, extra), freshUntil: Number.POSITIVE_INFINITY };
        answers.set(name, kept);
        kept.answer.then(
            () => {
                kept.freshUntil =
                    freshness === undefined ? kept.freshUntil : freshness.clock.monotonicMs() + freshness.freshMs;
            },
            () => answers.delete(name),
        );
        return kept.answer;
    };
}
