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
    const answers = new Map<string, Promise<Answer>>();
    return (name, extra) => {
        const known = answers.get(name);
        if (known !== undefined) {
            return known;
        }
        const answer = load(name, extra);
        answers.set(name, answer);
        answer.then(
            () => freshness?.clock.after(freshness.freshMs, () => answers.delete(name)),
            () => answers.delete(name),
        );
        return answer;
    };
}
