import type { Target } from "./finding";

/** The targets of a case by round-trip time; other links have none. */
export type TargetsByLink = Readonly<Record<number, number>>;

/** The ratio may be so much at most. */
export function atMost(ratio: number | undefined): Target | undefined {
    return ratio === undefined ? undefined : { kind: "at most", ratio };
}

/** The ratio must be so much at least. */
export function atLeast(ratio: number | undefined): Target | undefined {
    return ratio === undefined ? undefined : { kind: "at least", ratio };
}
