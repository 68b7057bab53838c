import { printBytes } from "./print-bytes";

/** How far a copy is. */
export interface Progress {
    readonly name: string;
    readonly done: number;
    readonly total: number;
    readonly elapsedMs: number;
    /** Then the time is that which it took. */
    readonly isLast: boolean;
}

const USUAL_COLUMNS = 80;
const LEAST_NAME = 8;

/** One line of exactly so many columns less one: name, per cent, bytes, rate and time, as far as there is room for them. */
export function printBar({ name, done, total, elapsedMs, isLast }: Progress, columns = USUAL_COLUMNS): string {
    const width = Math.max(1, columns - 1);
    const part = total === 0 ? (isLast ? 1 : 0) : Math.min(1, done / total);
    const rate = elapsedMs > 0 ? done / (elapsedMs / 1000) : 0;
    const seconds = isLast ? elapsedMs / 1000 : rate > 0 ? Math.max(0, total - done) / rate : undefined;
    const parts = [
        `${Math.floor(part * 100)}%`.padStart(4),
        printBytes(done).padStart(8),
        `${printBytes(rate)}/s`.padStart(10),
        (seconds === undefined ? "--:--" : printTime(seconds)).padStart(5),
    ];
    // The last ones are left out where there is no room.
    for (let shown = parts.length; shown > 0; shown -= 1) {
        const right = `  ${parts.slice(0, shown).join("  ")}`;
        if (width - right.length >= LEAST_NAME || shown === 1) {
            return `${inColumns(name, Math.max(0, width - right.length))}${right}`.slice(0, width);
        }
    }
    return "";
}

function printTime(seconds: number): string {
    const whole = Math.ceil(seconds);
    const two = (value: number) => String(value).padStart(2, "0");
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

/** A text in so many columns; of one that is longer the end. */
function inColumns(text: string, columns: number): string {
    const letters = [...text];
    let width = letters.reduce((sum, letter) => sum + widthOf(letter), 0);
    if (width <= columns) {
        return text + " ".repeat(columns - width);
    }
    while (letters.length > 0 && width > columns - 1) {
        width -= widthOf(letters.shift() ?? "");
    }
    return columns === 0 ? "" : `…${letters.join("")}${" ".repeat(Math.max(0, columns - 1 - width))}`;
}

/** Columns that a terminal gives a letter: never less than it does, so that a line is never broken. */
function widthOf(letter: string): number {
    return (letter.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
}
