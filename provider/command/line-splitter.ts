import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of bytes into lines. */
export interface LineSplitter {
    push(bytes: Buffer): void;
    /** Whether there is the beginning of a line that has no newline yet. */
    hasPart(): boolean;
    /** Hands on the beginning of a line, all but as many characters at its end as `waiting` says. */
    handOnPart(waiting: (part: string) => number): void;
    /** Hands on what is left without a newline. */
    end(): void;
}

/** A longer line is cut: live lines are for people. */
export const LONGEST_LINE_CHARACTERS = 8192;

/**
 * Makes a splitter that calls `onLine` with each complete line, without its newline. A character cut by a chunk boundary
 * is put together again; invalid UTF-8 becomes U+FFFD; of a line that is too long only the beginning is held.
 */
export function makeLineSplitter(onLine: (line: string) => void): LineSplitter {
    const decoder = new StringDecoder("utf8");
    let line = "";
    let leftOut = 0;
    /** The beginning of this line was handed on already. */
    let isContinued = false;

    const append = (text: string) => {
        const room = LONGEST_LINE_CHARACTERS - line.length;
        line += text.length <= room ? text : text.slice(0, room);
        leftOut += Math.max(0, text.length - room);
    };
    const finishLine = () => {
        const whole = line.endsWith("\r") ? line.slice(0, -1) : line;
        const cut = leftOut > 0 ? `${withoutHalfPair(whole)} [... ${leftOut} characters of this line left out]` : whole;
        const isNothingMore = isContinued && cut === "";
        line = "";
        leftOut = 0;
        isContinued = false;
        if (!isNothingMore) {
            onLine(cut);
        }
    };
    const handOnPart = (waiting: (part: string) => number) => {
        // Of a line that is too long its own note tells, when it is over.
        const ready = leftOut > 0 ? "" : withoutHalfPair(line.slice(0, line.length - waiting(line)));
        if (ready.trim() !== "") {
            line = line.slice(ready.length);
            isContinued = true;
            onLine(ready.trimEnd());
        }
    };
    const pushText = (text: string) => {
        let from = 0;
        for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
            append(text.slice(from, at));
            finishLine();
            from = at + 1;
        }
        append(text.slice(from));
    };
    return {
        push: (bytes) => pushText(decoder.write(bytes)),
        hasPart: () => line !== "",
        handOnPart,
        end: () => {
            pushText(decoder.end());
            if (line !== "" || leftOut > 0) {
                finishLine();
            }
        },
    };
}

/** A cut between the two halves of a surrogate pair would leave text that is not valid UTF-16. */
function withoutHalfPair(text: string): string {
    const last = text.charCodeAt(text.length - 1);
    return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
