import { createHash } from "node:crypto";
import type { CapturedOutput } from "./command-result";

/** Counts and hashes a stream of any length while it keeps head and tail only. */
export interface OutputCapture {
    push(bytes: Buffer): void;
    /** Counts bytes that can't be had any more; from then on the hash is not known. */
    skip(byteCount: number): void;
    /** What was captured so far; may be asked for more than once. */
    result(): CapturedOutput;
}

/** Makes a capture that keeps `limitBytes`: half head, half tail. */
export function makeOutputCapture(limitBytes: number): OutputCapture {
    const headLimit = Math.floor(limitBytes / 2);
    let tail = makeTail(limitBytes - headLimit);
    let skipped = false;
    const hash = createHash("sha256");
    const headPieces: Buffer[] = [];
    let headBytes = 0;
    let totalBytes = 0;

    const push = (bytes: Buffer) => {
        hash.update(bytes);
        totalBytes += bytes.length;
        const forHead = bytes.subarray(0, headLimit - headBytes);
        if (forHead.length > 0) {
            headPieces.push(Buffer.from(forHead));
            headBytes += forHead.length;
        }
        tail.push(bytes.subarray(forHead.length));
    };
    const skip = (byteCount: number) => {
        skipped = true;
        totalBytes += byteCount;
        // What is kept behind the hole must be one piece.
        tail = makeTail(limitBytes - headLimit);
    };
    const result = (): CapturedOutput => {
        const head = Buffer.concat(headPieces);
        const end = tail.bytes();
        const truncated = skipped || totalBytes > limitBytes;
        const text = truncated ? printAroundGap(head, end, totalBytes) : Buffer.concat([head, end]).toString("utf8");
        return { text, totalBytes, sha256: skipped ? "" : hash.copy().digest("hex"), truncated };
    };
    return { push, skip, result };
}

function printAroundGap(head: Buffer, tail: Buffer, totalBytes: number): string {
    const wholeHead = head.subarray(0, endOfWholeCharacters(head));
    const wholeTail = tail.subarray(startOfWholeCharacters(tail));
    const leftOut = totalBytes - wholeHead.length - wholeTail.length;
    const before = wholeHead.length === 0 || wholeHead.at(-1) === 0x0a ? "" : "\n";
    return `${wholeHead.toString("utf8")}${before}[... ${leftOut} bytes left out ...]\n${wholeTail.toString("utf8")}`;
}

/** A character that the gap cuts in two is left out, not shown as broken. */
function endOfWholeCharacters(bytes: Buffer): number {
    for (let back = 1; back <= Math.min(4, bytes.length); back++) {
        const byte = bytes[bytes.length - back] ?? 0;
        if (byte < 0x80) {
            return bytes.length;
        }
        if (byte >= 0xc0) {
            const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
            return width > back ? bytes.length - back : bytes.length;
        }
    }
    return bytes.length;
}

function startOfWholeCharacters(bytes: Buffer): number {
    let start = 0;
    while (start < Math.min(3, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) {
        start++;
    }
    return start;
}

/** A ring: holding slices of the chunks would hold the chunks. Grows with what comes, up to the limit. */
function makeTail(limitBytes: number): { push(bytes: Buffer): void; bytes(): Buffer } {
    let ring = Buffer.alloc(0);
    let writeAt = 0;
    let filled = 0;
    const unrolled = () =>
        filled < ring.length
            ? Buffer.from(ring.subarray(0, filled))
            : Buffer.concat([ring.subarray(writeAt), ring.subarray(0, writeAt)]);
    const grow = (neededBytes: number) => {
        if (ring.length < limitBytes && filled + neededBytes > ring.length) {
            const larger = Buffer.alloc(Math.min(limitBytes, Math.max(4096, ring.length * 2, filled + neededBytes)));
            const held = unrolled();
            held.copy(larger);
            ring = larger;
            writeAt = held.length % larger.length;
        }
    };
    const push = (bytes: Buffer) => {
        const kept = bytes.subarray(Math.max(0, bytes.length - limitBytes));
        if (kept.length === 0) {
            return;
        }
        grow(kept.length);
        const first = kept.subarray(0, ring.length - writeAt);
        first.copy(ring, writeAt);
        kept.copy(ring, 0, first.length);
        writeAt = (writeAt + kept.length) % ring.length;
        filled = Math.min(ring.length, filled + kept.length);
    };
    return { push, bytes: unrolled };
}
