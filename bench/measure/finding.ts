/** What one way of doing the work took: a value for each round. */
export interface Timed {
    readonly name: string;
    readonly values: readonly number[];
}

/** The most, or the least, that the ratio may be. */
export interface Target {
    readonly kind: "at most" | "at least";
    readonly ratio: number;
}

/** One row of the table. */
export interface Finding {
    readonly kind: "finding";
    readonly case: string;
    readonly title: string;
    /** Round-trip time of the link; undefined where none is involved. */
    readonly linkMs: number | undefined;
    readonly unit: "s" | "ms" | "MiB" | "MiB/s" | "files";
    readonly ours: Timed;
    /** What the engine takes for the same number of resources that do nothing, where it is taken off. */
    readonly floor?: Timed | undefined;
    /** Who the ratio is to: the best of them. A limit without a peer is a peer with one value. */
    readonly peers: readonly Timed[];
    /** Measured beside them for interest. */
    readonly others?: readonly Timed[];
    readonly target: Target | undefined;
    /** What was checked of each run, such as `exit code`. */
    readonly checked: readonly string[];
}

/** What was left out, and why. */
export interface Skipped {
    readonly kind: "skipped";
    readonly case: string;
    readonly title: string;
    readonly reason: string;
}

export type Row = Finding | Skipped;

/** What a finding comes to. */
export interface Verdict {
    /** Of the medians. */
    readonly ratio: number;
    /** Lowest and highest of the rounds. */
    readonly spread: readonly [lowest: number, highest: number];
    readonly best: Timed;
    readonly isMet: boolean | undefined;
}

/** The ratio of ours to the best peer, and whether the target is met. */
export function judge({ ours, floor, peers, target, unit }: Finding): Verdict {
    const isRate = unit === "MiB/s";
    const best = peers.toSorted((one, other) => (isRate ? -1 : 1) * (median(one.values) - median(other.values)))[0];
    if (best === undefined) {
        throw new Error("a finding without a peer has no ratio");
    }
    const ratio = (median(ours.values) - (floor ? median(floor.values) : 0)) / median(best.values);
    const ofRounds = ours.values.map(
        (value, round) => (value - valueIn(floor, round)) / (best.values[round] ?? median(best.values)),
    );
    const isMet = target && (target.kind === "at most" ? ratio <= target.ratio : ratio >= target.ratio);
    return { ratio, spread: [Math.min(...ofRounds), Math.max(...ofRounds)], best, isMet };
}

/** The middle value; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
    const sorted = values.toSorted((one, other) => one - other);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle] ?? Number.NaN;
    return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function valueIn(timed: Timed | undefined, round: number): number {
    return timed === undefined ? 0 : (timed.values[round] ?? median(timed.values));
}
