/** What the host reports. `data` comes in pieces as it arrives; `text` follows some words, whole. */
export type Frame =
    | { readonly kind: "data"; readonly stream: "out" | "err"; readonly offset: number; readonly bytes: Buffer }
    | { readonly kind: "words"; readonly words: readonly string[]; readonly text: string };

/** Reads frames from a byte stream that may carry anything in front of them and between them. */
export interface FrameParser {
    push(chunk: Buffer): void;
}

/** Words of ours are short; a longer header is not ours. */
const LONGEST_HEADER_BYTES = 1024;
/** A text is a reason: the host sends paths and the words of a tool. */
const LONGEST_TEXT_BYTES = 1024 * 1024;

interface OpenFrame {
    readonly words: readonly string[];
    readonly stream: "out" | "err" | undefined;
    offset: number;
    missing: number;
    readonly pieces: Buffer[];
}

/**
 * Makes a parser that calls `onFrame` for each frame, and for each piece of a data frame's body at once: it holds no more
 * than one header and one reason. Chunk boundaries make no difference.
 */
export function makeFrameParser(marker: string, onFrame: (frame: Frame) => void): FrameParser {
    const start = Buffer.from(`${marker} `);
    let pending: Buffer = Buffer.alloc(0);
    let open: OpenFrame | undefined;

    const closeFrame = (frame: OpenFrame) => {
        open = undefined;
        if (frame.stream === undefined) {
            onFrame({ kind: "words", words: frame.words, text: Buffer.concat(frame.pieces).toString("utf8") });
        }
    };
    const takeBody = (frame: OpenFrame): void => {
        const bytes = pending.subarray(0, frame.missing);
        pending = pending.subarray(bytes.length);
        frame.missing -= bytes.length;
        if (frame.stream === undefined) {
            frame.pieces.push(Buffer.from(bytes));
        } else if (bytes.length > 0) {
            onFrame({ kind: "data", stream: frame.stream, offset: frame.offset, bytes });
            frame.offset += bytes.length;
        }
        if (frame.missing === 0) {
            closeFrame(frame);
        }
    };
    /** False when more bytes are needed. */
    const takeHeader = (): boolean => {
        const at = pending.indexOf(start);
        if (at < 0) {
            pending = pending.subarray(Math.max(0, pending.length - start.length + 1));
            return false;
        }
        pending = pending.subarray(at);
        const end = pending.indexOf(0x0a);
        if (end < 0 && pending.length <= LONGEST_HEADER_BYTES) {
            return false;
        }
        if (end < 0 || end > LONGEST_HEADER_BYTES) {
            pending = pending.subarray(start.length);
            return true;
        }
        open = openFrame(pending.subarray(start.length, end).toString("utf8"));
        pending = pending.subarray(end + 1);
        return true;
    };
    return {
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

function openFrame(header: string): OpenFrame {
    const words = header.split(" ").filter((word) => word !== "");
    if (words[0] === "out" || words[0] === "err") {
        return { words, stream: words[0], offset: parseCount(words[1]), missing: parseCount(words[2]), pieces: [] };
    }
    const hasText = words[0] === "refused" || words[0] === "text";
    const missing = hasText ? Math.min(parseCount(words[2]), LONGEST_TEXT_BYTES) : 0;
    return { words, stream: undefined, offset: 0, missing, pieces: [] };
}

function parseCount(word: string | undefined): number {
    return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : 0;
}
