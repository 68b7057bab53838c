import type { Clock } from "../base/clock";
import { makeLineSplitter } from "./line-splitter";

/** Live output of one stream, at a rate that the reader can follow. */
export interface LiveLines {
    push(bytes: Buffer): void;
    end(): void;
}

/** The engine takes a few thousand messages a second at best, and shares them among all resources. */
const LINES_PER_SECOND = 200;
const LINES_AT_ONCE = 1000;
const CHARACTERS_PER_SECOND = 65_536;
const CHARACTERS_AT_ONCE = 262_144;

/** After so long without output the beginning of a line is shown: it may be a question that somebody should see. */
const QUIET_MS = 1000;

/**
 * Makes live lines for `onLine`. What comes faster than people and the engine can take is counted, and one line says how
 * many lines were left out; nothing is ever queued. The beginning of a line that stays unfinished is shown, too, all but as
 * many characters at its end as `waiting` says.
 */
export function makeLiveLines(
    clock: Clock,
    onLine: ((line: string) => void) | undefined,
    waiting: (part: string) => number = () => 0,
): LiveLines {
    if (onLine === undefined) {
        return { push: () => {}, end: () => {} };
    }
    let lines = LINES_AT_ONCE;
    let characters = CHARACTERS_AT_ONCE;
    let refilledAt = clock.monotonicMs();
    let leftOut = 0;

    const refill = () => {
        const seconds = Math.max(0, clock.monotonicMs() - refilledAt) / 1000;
        refilledAt = clock.monotonicMs();
        lines = Math.min(LINES_AT_ONCE, lines + seconds * LINES_PER_SECOND);
        characters = Math.min(CHARACTERS_AT_ONCE, characters + seconds * CHARACTERS_PER_SECOND);
    };
    const tellLeftOut = () => {
        if (leftOut > 0) {
            onLine(`[... ${leftOut} ${leftOut === 1 ? "line" : "lines"} left out of the live output]`);
            leftOut = 0;
        }
    };
    const splitter = makeLineSplitter((line) => {
        refill();
        // After a gap the bucket must hold a little again, else every second line would be a note about the other.
        if (lines < 1 || characters < line.length || (leftOut > 0 && lines < LINES_PER_SECOND / 10)) {
            leftOut++;
            return;
        }
        tellLeftOut();
        lines -= 1;
        characters -= line.length;
        onLine(line);
    });
    let heardAt = 0;
    let stopWatching: (() => void) | undefined;
    const watchQuiet = (delayMs: number) => {
        stopWatching = clock.after(delayMs, () => {
            stopWatching = undefined;
            const quietMs = clock.monotonicMs() - heardAt;
            if (quietMs < QUIET_MS) {
                watchQuiet(QUIET_MS - quietMs);
            } else {
                splitter.handOnPart(waiting);
            }
        });
    };
    return {
        push: (bytes) => {
            heardAt = clock.monotonicMs();
            splitter.push(bytes);
            if (stopWatching === undefined && splitter.hasPart()) {
                watchQuiet(QUIET_MS);
            }
        },
        end: () => {
            stopWatching?.();
            splitter.end();
            tellLeftOut();
        },
    };
}
