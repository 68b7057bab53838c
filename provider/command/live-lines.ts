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

/**
 * Makes live lines for `onLine`. What comes faster than people and the engine can take is counted, and one line says how
 * many lines were left out; nothing is ever queued.
 */
export function makeLiveLines(clock: Clock, onLine: ((line: string) => void) | undefined): LiveLines {
    if (onLine === undefined) {
        return { push: () => {}, end: () => {} };
    }
    let lines = LINES_AT_ONCE;
    let characters = CHARACTERS_AT_ONCE;
    let refilledAt = clock.now();
    let leftOut = 0;

    const refill = () => {
        const seconds = Math.max(0, clock.now() - refilledAt) / 1000;
        refilledAt = clock.now();
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
    return {
        push: (bytes) => splitter.push(bytes),
        end: () => {
            splitter.end();
            tellLeftOut();
        },
    };
}
