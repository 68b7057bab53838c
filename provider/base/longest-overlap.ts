import { once } from "./once";
import { makePartIndex, type PartIndex } from "./part-index";

/** Longer texts are not looked at, so no more of a part counts. */
const LONGEST_OVERLAP = 2 * 1024 * 1024;

/** A function that tells how many characters at the end of a text are the beginning of a part, but not all of it. */
export function makeHeadOverlap(index: PartIndex): (text: string) => number {
    return (text) => {
        for (let at = Math.max(0, text.length - LONGEST_OVERLAP); at < text.length; at += 1) {
            if (index.beginsAt(text, at)) {
                return text.length - at;
            }
        }
        return 0;
    };
}

/** The same of the beginning of a text and the end of a part. */
export function makeTailOverlap(parts: readonly string[]): (text: string) => number {
    // Few texts are cut at their beginning.
    const headOf = once(() => makeHeadOverlap(makePartIndex(parts.map(reversedEnd))));
    return (text) => headOf()(reversed(text.slice(0, LONGEST_OVERLAP)));
}

function reversedEnd(part: string): string {
    return reversed(part.slice(-LONGEST_OVERLAP));
}

function reversed(text: string): string {
    return Buffer.from(text, "utf16le").swap16().reverse().toString("utf16le");
}
