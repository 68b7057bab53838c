import { findOccurrences, type Range } from "./find-occurrences";
import { makeHeadOverlap, makeTailOverlap } from "./longest-overlap";
import { makePartIndex } from "./part-index";
import { COMMANDS } from "./terminal-sequences";
import { terminalText } from "./terminal-text";

/** Masks secrets in text. `cut` says where the text is a piece of a longer one: half a secret there is masked, too. */
export type Redact = (text: string, cut?: Cut) => string;

export interface Cut {
    readonly atStart?: boolean;
    readonly atEnd?: boolean;
    /** What was shown right before: a secret may have begun there. */
    readonly after?: string;
}

/** Masks secrets in a text that is shown piece by piece. */
export interface Masking {
    readonly redact: Redact;
    /** How many characters at the end of a text may be the beginning of a secret, which needs what follows to be told. */
    readonly unfinished: (text: string) => number;
}

export const MASK = "[secret]";

/** In characters. */
const LONGEST_WHOLE = 256 * 1024;

/** Anything that a terminal does not show as it is. */
const ANY_CONTROL = new RegExp(COMMANDS.source);

/** Shorter values are not masked: they would mask half of all text, and hide nothing. */
const SHORTEST_MASKED = 6;

/**
 * A function that masks each of `values` by value, and line by line, wherever it stands in a text. Line breaks and commands
 * to the terminal do not count: a secret is found also where they are within it, or others than in the value.
 */
export function makeRedact(values: Iterable<string>): Redact {
    return makeMasking(values).redact;
}

/** The same, with what a text needs that is shown piece by piece. */
export function makeMasking(values: Iterable<string>): Masking {
    const given = [...values];
    const secrets = secretsIn(given);
    if (secrets.length === 0) {
        return { redact: (text) => text, unfinished: () => 0 };
    }
    const literal = given.filter((value) => value.length >= SHORTEST_MASKED && /[\r\n]/.test(value));
    const index = makePartIndex(secrets);
    const headOf = makeHeadOverlap(index);
    const tailOf = makeTailOverlap(secrets);
    const redact: Redact = (text, { atStart = false, atEnd = false, after = "" } = {}) => {
        const before = visible(after).text;
        const { text: shown, places } = visible(text);
        const whole = before + shown;
        const found = findOccurrences(whole, secrets, index);
        const head = atEnd ? headOf(whole) : 0;
        const tail = atStart ? tailOf(whole) : 0;
        const hidden = [...found, { from: whole.length - head, to: whole.length }, { from: 0, to: tail }];
        const ranges = hidden.flatMap(({ from, to }) =>
            to > before.length && to > from
                ? [{ from: places(Math.max(0, from - before.length)), to: places(to - before.length - 1) + 1 }]
                : [],
        );
        return maskRanges(text, [...ranges, ...findOccurrences(text, literal)]);
    };
    const unfinished = (text: string) => {
        const { text: shown, places } = visible(text);
        const head = headOf(shown);
        return head === 0 ? 0 : text.length - places(shown.length - head);
    };
    return { redact, unfinished };
}

/** The longest first, each as it stands in a text of which only what is visible counts. */
function secretsIn(values: readonly string[]): string[] {
    const parts = new Set<string>();
    const add = (part: string) => {
        if (part.length >= SHORTEST_MASKED) {
            parts.add(part);
        }
    };
    for (const value of values) {
        for (const part of new Set([...wholes(value), ...value.split(/\r\n|\r|\n/)])) {
            const isPlain = !ANY_CONTROL.test(part);
            for (const form of isPlain ? [part, part.trim()] : [part, part.trim(), terminalText(part)]) {
                add(isPlain ? form : visible(form).text);
            }
        }
    }
    return [...parts].sort((left, right) => right.length - left.length);
}

/** A value as a whole; no text is looked at that is long enough for a large one, except for its beginning or its end. */
function wholes(value: string): string[] {
    const isLarge = value.length > 2 * LONGEST_WHOLE;
    return isLarge ? [value.slice(0, LONGEST_WHOLE), value.slice(-LONGEST_WHOLE)] : [value];
}

/** A text without line breaks and commands, and where each of its characters stands in the whole text. */
function visible(text: string): { readonly text: string; readonly places: (index: number) => number } {
    const gaps: { readonly at: number; readonly shift: number }[] = [];
    let shift = 0;
    const shown = text.replace(COMMANDS, (command: string, ...more: unknown[]) => {
        const at = more.at(-2) as number;
        gaps.push({ at: at - shift, shift: shift + command.length });
        shift += command.length;
        return "";
    });
    return { text: shown, places: (index) => index + shiftAt(gaps, index) };
}

/** By bisection: the last gap that is not behind the index. */
function shiftAt(gaps: readonly { readonly at: number; readonly shift: number }[], index: number): number {
    let low = 0;
    let high = gaps.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((gaps[middle]?.at ?? 0) <= index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return gaps[low - 1]?.shift ?? 0;
}

function maskRanges(text: string, ranges: readonly Range[]): string {
    const masks = findOccurrences(text, [MASK]);
    const isInMask = ({ from, to }: Range) => masks.some((mask) => mask.from <= from && to <= mask.to);
    const sorted = ranges.filter((range) => !isInMask(range)).sort((left, right) => left.from - right.from);
    const merged: { from: number; to: number }[] = [];
    for (const { from, to } of sorted) {
        const last = merged.at(-1);
        if (last !== undefined && from < last.to) {
            last.to = Math.max(last.to, to);
        } else {
            merged.push({ from, to });
        }
    }
    let masked = "";
    let done = 0;
    for (const { from, to } of merged) {
        masked += text.slice(done, from) + MASK + stylesIn(text.slice(from, to));
        done = to;
    }
    return masked + text.slice(done);
}

/** A style that begins or ends within a secret holds for what follows it. */
function stylesIn(text: string): string {
    return [...text.matchAll(COMMANDS)].flatMap(([command, , final]) => (final === "m" ? [command] : [])).join("");
}
