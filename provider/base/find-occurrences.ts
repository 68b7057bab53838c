import { makePartIndex, type PartIndex } from "./part-index";

/** A part of a text, from a place up to another. */
export interface Range {
    readonly from: number;
    readonly to: number;
}

/** More parts are looked for together; fewer one by one, which does not mind texts and parts that repeat themselves. */
const FEW_PARTS = 64;

/** Where any of `parts` stands in a text; occurrences that overlap are all found, of those at one place the longest. */
export function findOccurrences(
    text: string,
    parts: readonly string[],
    index: PartIndex = makePartIndex(parts),
): Range[] {
    return parts.length <= FEW_PARTS ? parts.flatMap((part) => occurrencesOf(part, text)) : occurrencesIn(text, index);
}

function occurrencesIn(text: string, index: PartIndex): Range[] {
    const found: Range[] = [];
    for (let from = 0; from < text.length; from += 1) {
        const length = index.longestAt(text, from);
        if (length > 0) {
            found.push({ from, to: from + length });
        }
    }
    return found;
}

function occurrencesOf(part: string, text: string): Range[] {
    const found: Range[] = [];
    let period = 0;
    for (let from = text.indexOf(part); from >= 0; ) {
        period ||= periodOf(part);
        let to = from + part.length;
        // Of a text that repeats itself, such as a row of zeros, each step would find the part again.
        if (period <= part.length / 2) {
            while (to < text.length && text[to] === text[to - period]) {
                to += 1;
            }
        }
        found.push({ from, to });
        from = text.indexOf(part, Math.max(from + period, to - part.length + 1));
    }
    return found;
}

/** The shortest shift at which a text agrees with itself: its length, when it does not. */
function periodOf(text: string): number {
    const borders = new Int32Array(text.length);
    for (let index = 1, border = 0; index < text.length; index += 1) {
        while (border > 0 && text[index] !== text[border]) {
            border = borders[border - 1] ?? 0;
        }
        border += text[index] === text[border] ? 1 : 0;
        borders[index] = border;
    }
    return text.length - (borders[text.length - 1] ?? 0);
}
