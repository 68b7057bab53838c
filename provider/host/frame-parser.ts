/** What data may be of: an output of a script, or its file of values. */
export type DataStream = "out" | "err" | "values";

/** What the host reports. `data` comes in pieces as it arrives; `text` follows some words, whole. */
export type Frame =
    | { readonly kind: "data"; readonly stream: DataStream; readonly offset: number; readonly bytes: Buffer }
    | Report;

export interface Report {
    readonly kind: "words";
    readonly words: readonly string[];
    /** The words as they came, for those with a path or the words of a tool among them. */
    readonly line: string;
    readonly text: string;
}

/** Reads frames from a byte stream that may carry anything in front of them and between them. */
export interface FrameParser {
    push(chunk: Buffer): void;
    /** The beginning of a header that never came to its end, or what looks like one. */
    unread(): Buffer;
}

/** Words of ours are at most the hashes of some hundred files; a longer header is not ours. */
const LONGEST_HEADER_BYTES = 128 * 1024;
/** A text is a reason: the host sends paths and the words of a tool. */
const LONGEST_TEXT_BYTES = 1024 * 1024;

/** Who is told of what a host says. */
export interface FrameListener {
    /** `order` says whose frame it is: 0 where a shell does one thing at a time. */
    onFrame(frame: Frame, order: number): void;
    /** What stands between frames: banners, and the words of tools. */
    onNoise(bytes: Buffer): void;
}

interface OpenFrame {
    readonly order: number;
    readonly line: string;
    readonly words: readonly string[];
    readonly stream: DataStream | undefined;
    offset: number;
    missing: number;
    readonly pieces: Buffer[];
}

/**
 * Makes a parser that calls `onFrame` for each frame, and for each piece of a data frame's body at once: it holds no more
 * than one header and one reason. Chunk boundaries make no difference. A frame begins with the marker, which a number after a
 * dot may follow: that of the order whose frame it is.
 */
export function makeFrameParser(marker: string, { onFrame, onNoise }: FrameListener): FrameParser {
    const start = Buffer.from(marker);
    let pending: Buffer = Buffer.alloc(0);
    let open: OpenFrame | undefined;

    const closeFrame = (frame: OpenFrame) => {
        open = undefined;
        if (frame.stream === undefined) {
            const text = Buffer.concat(frame.pieces).toString("utf8");
            onFrame({ kind: "words", words: frame.words, line: frame.line, text }, frame.order);
        }
    };
    const takeBody = (frame: OpenFrame): void => {
        const bytes = pending.subarray(0, frame.missing);
        pending = pending.subarray(bytes.length);
        frame.missing -= bytes.length;
        if (frame.stream === undefined) {
            frame.pieces.push(Buffer.from(bytes));
        } else if (bytes.length > 0) {
            onFrame({ kind: "data", stream: frame.stream, offset: frame.offset, bytes }, frame.order);
            frame.offset += bytes.length;
        }
        if (frame.missing === 0) {
            closeFrame(frame);
        }
    };
    const passOver = (byteCount: number) => {
        if (byteCount > 0) {
            onNoise(pending.subarray(0, byteCount));
            pending = pending.subarray(byteCount);
        }
    };
    /** False when more bytes are needed. */
    const takeHeader = (): boolean => {
        const at = pending.indexOf(start);
        if (at < 0) {
            passOver(Math.max(0, pending.length - start.length + 1));
            return false;
        }
        passOver(at);
        const end = pending.indexOf(0x0a);
        if (end < 0 && pending.length <= LONGEST_HEADER_BYTES) {
            return false;
        }
        const isTooLong = end < 0 || end > LONGEST_HEADER_BYTES;
        const opened = isTooLong ? undefined : openFrame(pending.subarray(start.length, end).toString("utf8"));
        if (opened === undefined) {
            passOver(start.length);
            return true;
        }
        open = opened;
        pending = pending.subarray(end + 1);
        return true;
    };
    return {
        unread: () => (open === undefined ? pending : Buffer.alloc(0)),
        push: (chunk) => {
            pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
            for (;;) {
                if (open !== undefined) {
                    if (pending.length === 0 && open.missing > 0) {
                        return;
                    }
                    takeBody(open);
                } else if (pending.length === 0 || !takeHeader()) {
                    return;
                }
            }
        },
    };
}

/** Undefined for what is no header of ours. */
function openFrame(header: string): OpenFrame | undefined {
    const [, number = "0", line] = /^(?:\.(\d{1,9}))? (.*)$/s.exec(header) ?? [];
    if (line === undefined) {
        return undefined;
    }
    const common = { order: Number(number), line, pieces: [] };
    const words = line.split(" ").filter((word) => word !== "");
    const [stream] = words;
    if (stream === "out" || stream === "err" || stream === "values") {
        const [, offset, length] = words;
        return { ...common, words, stream, offset: parseCount(offset), missing: parseCount(length) };
    }
    const hasText = words[0] === "refused" || words[0] === "text";
    const missing = hasText ? Math.min(parseCount(words[2]), LONGEST_TEXT_BYTES) : 0;
    return { ...common, words, stream: undefined, offset: 0, missing };
}

function parseCount(word: string | undefined): number {
    return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : 0;
}
