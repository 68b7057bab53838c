import { once } from "./once";

/** Finds any of many parts at a place of a text. */
export interface PartIndex {
    /** How many characters the longest part has that stands there; 0 if none does. */
    longestAt(text: string, at: number): number;
    /** Whether a part begins with all that follows the place, and goes on. */
    beginsAt(text: string, at: number): boolean;
}

/** Most places of a text are ruled out by so many characters. */
const PREFIX_CHARACTERS = 6;

/**
 * An index of parts that have at least `PREFIX_CHARACTERS` characters each. The millions of lines of a large value are sorted
 * once, when it is first asked.
 */
export function makePartIndex(parts: readonly string[]): PartIndex {
    const sorted = once(() => [...parts].sort());
    const prefixes = once(() => new Set(parts.map((part) => part.slice(0, PREFIX_CHARACTERS))));
    const parents = once(() => parentsOf(sorted()));
    const mayStandAt = (text: string, at: number) => prefixes().has(text.slice(at, at + PREFIX_CHARACTERS));
    return {
        longestAt: (text, at) => {
            if (!mayStandAt(text, at)) {
                return 0;
            }
            // Every part that stands there is the one before the place in order, or a part that begins that one.
            let index = countUpTo(text.slice(at), sorted()) - 1;
            while (index >= 0 && !text.startsWith(sorted()[index] ?? "", at)) {
                index = parents()[index] ?? -1;
            }
            return sorted()[index]?.length ?? 0;
        },
        beginsAt: (text, at) => {
            const rest = text.slice(at);
            if (rest.length >= PREFIX_CHARACTERS && !mayStandAt(text, at)) {
                return false;
            }
            return sorted()[countUpTo(rest, sorted())]?.startsWith(rest) === true;
        },
    };
}

/** By bisection: how many of the sorted parts are not behind a text. Those that it begins follow right behind. */
function countUpTo(text: string, sorted: readonly string[]): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] ?? "") <= text) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** For each of the sorted parts the longest other that begins it, by its place; -1 where there is none. */
function parentsOf(sorted: readonly string[]): Int32Array {
    const parents = new Int32Array(sorted.length);
    const open: number[] = [];
    for (const [index, part] of sorted.entries()) {
        while (open.length > 0 && !part.startsWith(sorted[open.at(-1) ?? 0] ?? "")) {
            open.pop();
        }
        parents[index] = open.at(-1) ?? -1;
        open.push(index);
    }
    return parents;
}
