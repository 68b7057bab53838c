import { firstCharacters } from "../base/cut-text";
import type { Masking } from "../base/redaction";

/** Lines on their way to the reader, in order: each waits until it is known that no secret goes on behind it. */
export interface MaskedLines {
    /** A line, or the part of one that is handed on; `leftOut` of its characters are not there. */
    add(line: string, leftOut?: number): void;
    /** What was shown on the line that is under way, and is so no more. */
    pass(wiped: string): void;
    /** The next line is not what followed the last one. */
    leaveOut(): void;
    /** Hands on what waits. */
    flush(): void;
    isWaiting(): boolean;
    /** How many characters at the end of the line that is under way must wait. */
    unfinished(part: string): number;
    /** The line that is under way, as it may be shown now. */
    mask(part: string): string;
}

/** A longer line is cut: live lines are for people. */
export const LONGEST_LINE_CHARACTERS = 8_192;

/** More is not held: then a secret of so many lines is masked line by line. */
export const LONGEST_HELD_CHARACTERS = 16_384;

/** A shorter end of what is handed on may begin a secret by chance: it is shown, and what follows is not, should it be one. */
const SHORTEST_PART = 4;

/** Makes lines without secrets for `onLine`. */
export function makeMaskedLines({ redact, unfinished }: Masking, onLine: (line: string) => void): MaskedLines {
    let held: { line: string; leftOut: number }[] = [];
    /** The end of what was handed on, if a secret may have begun there. */
    let after = "";
    let atStart = false;

    const join = () => held.map(({ line }) => line).join("\n");
    const endOf = (text: string) => text.slice(text.length - unfinished(text));
    const handOn = (isCut: boolean) => {
        if (held.length === 0) {
            return;
        }
        const text = join();
        const end = endOf(after + text);
        const atEnd = isCut || end.length >= SHORTEST_PART;
        const leftOut = held.at(-1)?.leftOut ?? 0;
        const lines = redact(text, { after, atStart, atEnd }).split("\n");
        for (const [index, line] of lines.entries()) {
            onLine(cutLine(line, index === lines.length - 1 ? leftOut : 0));
        }
        after = isCut ? "" : end;
        atStart = isCut;
        held = [];
    };
    return {
        add: (line, leftOut = 0) => {
            held.push({ line, leftOut });
            const text = after + join();
            if (leftOut > 0 || unfinished(text) === 0 || text.length > LONGEST_HELD_CHARACTERS) {
                handOn(leftOut > 0);
            }
        },
        pass: (wiped) => {
            if (wiped !== "") {
                handOn(false);
                after = endOf(after + wiped);
            }
        },
        leaveOut: () => {
            handOn(true);
            after = "";
            atStart = true;
        },
        flush: () => handOn(false),
        isWaiting: () => held.length > 0,
        unfinished: (part) => {
            const text = [after, join(), part].join("\n");
            const at = text.length - Math.min(part.length, unfinished(text));
            // Within a secret that is there as a whole nothing may be cut, though its end may begin another.
            const isWhole = redact(text) === redact(text.slice(0, at)) + redact(text.slice(at));
            return isWhole ? text.length - at : 0;
        },
        mask: (part) => cutLine(redact(part, { after: [after, join()].join("\n"), atStart }), 0),
    };
}

function cutLine(line: string, leftOut: number): string {
    const shown = firstCharacters(line, LONGEST_LINE_CHARACTERS);
    const rest = leftOut + line.length - shown.length;
    const ending = shown.includes("\u001b") && rest > 0 ? "\u001b[0m" : "";
    return rest === 0 ? shown : `${shown}${ending} [... ${rest} characters of this line left out]`;
}
