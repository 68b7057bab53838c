import { StringDecoder } from "node:string_decoder";
import type { Clock } from "../base/clock";
import { type Masking, makeMasking } from "../base/redaction";
import { makeTerminalLine } from "../base/terminal-line";
import { LONGEST_HELD_CHARACTERS, LONGEST_LINE_CHARACTERS, makeMaskedLines } from "./masked-lines";

/** Live output of one stream, at a rate that the reader can follow. */
export interface LiveLines {
    push(bytes: Buffer): void;
    end(): void;
}

/** Where live output goes. */
export interface LiveListener {
    onLine(line: string): void;
    /** What a line of progress shows now. */
    onProgress?(state: string): void;
}

/** The engine takes a few thousand messages a second at best, and shares them among all resources. */
const LINES_PER_SECOND = 200;
const LINES_AT_ONCE = 1000;
const CHARACTERS_PER_SECOND = 65_536;
const CHARACTERS_AT_ONCE = 262_144;

/**
 * After so long without output the beginning of a line is shown: it may be a question that somebody should see. So often the
 * state of a line of progress is told.
 */
const QUIET_MS = 1000;

/**
 * Makes live lines of what a terminal would show, without secrets. What comes faster than people and the engine can take is
 * counted, and one line says how many lines were left out; nothing is ever queued. Of a line that is begun anew with carriage
 * returns, as programs show progress, the last state counts. The beginning of another line that stays unfinished is shown,
 * too, all but what may begin a secret.
 */
export function makeLiveLines(
    clock: Clock,
    listener: LiveListener | undefined,
    masking: Masking = makeMasking([]),
): LiveLines {
    if (listener === undefined) {
        return { push: () => {}, end: () => {} };
    }
    const decoder = new StringDecoder("utf8");
    const rate = makeRate(clock);
    const masked = makeMaskedLines(masking, listener.onLine);
    let line = makeTerminalLine(LONGEST_HELD_CHARACTERS);
    let isUntouched = true;
    /** The beginning of this line was handed on already. */
    let isContinued = false;
    let leftOut = 0;
    let lastState = "";

    const leaveOut = () => {
        leftOut += 1;
        masked.leaveOut();
    };
    const tellLeftOut = () => {
        if (leftOut > 0) {
            listener.onLine(`[... ${leftOut} ${leftOut === 1 ? "line" : "lines"} left out of the live output]`);
            leftOut = 0;
        }
    };
    const write = (text: string) => {
        isUntouched &&= text === "";
        line.write(text);
        masked.pass(line.takeWiped());
    };
    const finishLine = () => {
        line.finish();
        masked.pass(line.takeWiped());
        const shown = line.text();
        if (isContinued && shown === "") {
            // Nothing more came of it.
        } else if (rate.take(shown.length, leftOut > 0)) {
            tellLeftOut();
            masked.add(line.print(), line.leftOut());
        } else {
            leaveOut();
        }
        line = makeTerminalLine(LONGEST_HELD_CHARACTERS);
        isUntouched = true;
        isContinued = false;
    };
    const pushText = (text: string) => {
        let from = 0;
        for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
            // In a flood no more is done than to count.
            if (isUntouched && !rate.has(at - from, leftOut > 0)) {
                leaveOut();
            } else {
                write(text.slice(from, at));
                finishLine();
            }
            from = at + 1;
        }
        write(text.slice(from));
    };
    const readyPart = () => {
        const text = line.text();
        return text.slice(0, text.length - masked.unfinished(text));
    };
    const tellProgress = () => {
        const ready = readyPart();
        const state = masked.mask(line.print([...ready.trimEnd()].length));
        if (ready.trim() !== "" && state !== lastState) {
            lastState = state;
            listener.onProgress?.(state);
        }
    };
    const handOnPart = () => {
        const ready = readyPart();
        if (line.leftOut() === 0 && ready.trim() !== "") {
            masked.add(line.print([...ready.trimEnd()].length));
            line.drop([...ready].length);
            isContinued = true;
        }
        masked.flush();
    };

    let heardAt = 0;
    let stopWatching: (() => void) | undefined;
    const watch = (delayMs: number) => {
        stopWatching = clock.after(delayMs, () => {
            stopWatching = undefined;
            const quietMs = clock.monotonicMs() - heardAt;
            if (line.wasBegunAnew()) {
                tellProgress();
            }
            if (quietMs < QUIET_MS) {
                watch(QUIET_MS - quietMs);
            } else if (line.wasBegunAnew()) {
                masked.flush();
            } else {
                handOnPart();
            }
        });
    };
    return {
        push: (bytes) => {
            heardAt = clock.monotonicMs();
            pushText(decoder.write(bytes));
            if (stopWatching === undefined && (!isUntouched || masked.isWaiting())) {
                watch(QUIET_MS);
            }
        },
        end: () => {
            stopWatching?.();
            pushText(decoder.end());
            if (!isUntouched) {
                finishLine();
            }
            masked.flush();
            tellLeftOut();
        },
    };
}

/** How many lines, and how many characters of them, may be shown now. */
function makeRate(clock: Clock) {
    let lines = LINES_AT_ONCE;
    let characters = CHARACTERS_AT_ONCE;
    let refilledAt = clock.monotonicMs();
    const has = (lineLength: number, isInGap: boolean) => {
        const length = Math.min(lineLength, LONGEST_LINE_CHARACTERS);
        const seconds = Math.max(0, clock.monotonicMs() - refilledAt) / 1000;
        refilledAt = clock.monotonicMs();
        lines = Math.min(LINES_AT_ONCE, lines + seconds * LINES_PER_SECOND);
        characters = Math.min(CHARACTERS_AT_ONCE, characters + seconds * CHARACTERS_PER_SECOND);
        // After a gap there must be a little again, else every second line would be a note about the other.
        return lines >= (isInGap ? LINES_PER_SECOND / 10 : 1) && characters >= length;
    };
    return {
        has,
        take: (lineLength: number, isInGap: boolean): boolean => {
            const isThere = has(lineLength, isInGap);
            lines -= isThere ? 1 : 0;
            characters -= isThere ? Math.min(lineLength, LONGEST_LINE_CHARACTERS) : 0;
            return isThere;
        },
    };
}
