import { meansUnknown } from "../base/pulumi-signatures";
import { VALUE_NAME_PATTERN } from "../base/value-name";
import { parseJsonValues } from "./parse-json-values";
import type { BadLine, ParsedValues, Undecodable } from "./parsed-values";

/** Longest file of values. */
export const LARGEST_VALUES_BYTES = 1024 * 1024;

const NEITHER = "is neither name=value nor name<<WORD";
const LINE_FEED = 0x0a;
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads lines `name=value` and `name<<WORD`, lines, `WORD`; or one JSON object. Of a name that is given twice the last value counts.
 * Lines may end as on Windows, and empty ones say nothing. What is wrong is told, and the rest is kept.
 */
export function parseValues(bytes: Buffer): ParsedValues {
    if (bytes.length > LARGEST_VALUES_BYTES) {
        return { values: {}, bad: [{ line: undefined, why: `has more than ${LARGEST_VALUES_BYTES} bytes` }] };
    }
    const text = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
    return isObject(text) ? parseJsonValues(text, decode) : parseLines(linesOf(text));
}

function isObject(bytes: Buffer): boolean {
    const first = bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
    return first === 0x7b;
}

/** The lines without what ends them; after the last one nothing need stand. */
function linesOf(bytes: Buffer): readonly Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    while (start < bytes.length) {
        const end = bytes.indexOf(LINE_FEED, start);
        lines.push(bytes.subarray(start, end < 0 ? bytes.length : end));
        start = end < 0 ? bytes.length : end + 1;
    }
    return lines;
}

function parseLines(lines: readonly Buffer[]): ParsedValues {
    const values = new Map<string, unknown>();
    const bad: BadLine[] = [];
    let index = 0;
    const next = () => decode(lines[index++] ?? Buffer.alloc(0));
    while (index < lines.length) {
        const line = index + 1;
        const raw = next();
        if (typeof raw !== "string") {
            bad.push({ line, why: raw.why });
            continue;
        }
        const isOfWindows = raw.endsWith("\r");
        const text = isOfWindows ? raw.slice(0, -1) : raw;
        if (text === "") {
            continue;
        }
        const [, name = "", sign, rest = ""] = /^([^=<]*)(=|<<)(.*)$/s.exec(text) ?? [];
        if (sign === undefined || !VALUE_NAME_PATTERN.test(name) || (sign === "<<" && rest === "")) {
            bad.push({ line, why: NEITHER });
            continue;
        }
        const value =
            sign === "=" ? rest : readBlock({ next, hasNext: () => index < lines.length, isOfWindows, word: rest });
        if (typeof value !== "string") {
            bad.push({ line, why: value.why });
        } else if (meansUnknown(value)) {
            bad.push({ line, why: "has the text by which Pulumi means that a value is not known" });
        } else {
            values.set(name, value);
        }
    }
    return { values: Object.fromEntries(values), bad };
}

interface OpenBlock {
    readonly next: () => string | Undecodable;
    readonly hasNext: () => boolean;
    readonly isOfWindows: boolean;
    readonly word: string;
}

/** The lines up to the one that is the word, as they are. */
function readBlock({ next, hasNext, isOfWindows, word }: OpenBlock): string | Pick<BadLine, "why"> {
    const lines: string[] = [];
    let undecodable: Undecodable | undefined;
    while (hasNext()) {
        const raw = next();
        if (typeof raw !== "string") {
            undecodable ??= raw;
            continue;
        }
        const line = isOfWindows && raw.endsWith("\r") ? raw.slice(0, -1) : raw;
        if (line === word) {
            return undecodable === undefined ? lines.join("\n") : { why: `begins a value that ${undecodable.why}` };
        }
        lines.push(line);
    }
    return { why: "begins a value of several lines that has no end: no later line is the word after <<" };
}

function decode(bytes: Buffer): string | Undecodable {
    try {
        const text = DECODER.decode(bytes);
        return text.includes("\0") ? { why: "has a NUL character" } : text;
    } catch {
        return { why: "is not UTF-8" };
    }
}
