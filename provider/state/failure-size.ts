/**
 * The outputs of a failed operation travel to the engine in a gRPC header, as base64. The engine takes headers of 16 MiB
 * (grpc-go's default), so this much is left for the outputs, with some room for what surrounds them (measured: beyond it the
 * engine drops the whole answer, and with it the evidence).
 */
const FAILURE_BYTES = 11 * 1024 * 1024;

/** Bytes that stdout and stderr may have together beside the arguments, when they are saved with a failure. */
export function roomForOutput(argumentsOfFailure: Readonly<Record<string, unknown>>): number {
    return Math.max(0, FAILURE_BYTES - Buffer.byteLength(JSON.stringify(argumentsOfFailure)));
}

/** The text, or its beginning and its end with a line between them that counts what was left out, in about `limitBytes`. */
export function cutMiddle(text: string, limitBytes: number): string {
    const bytes = Buffer.from(text);
    if (bytes.length <= limitBytes) {
        return text;
    }
    const half = Math.floor(limitBytes / 2);
    const head = wholeCharacters(bytes.subarray(0, half));
    const tail = wholeCharacters(bytes.subarray(bytes.length - half));
    const leftOut = bytes.length - Buffer.byteLength(head) - Buffer.byteLength(tail);
    return `${head}\n[... ${leftOut} bytes left out ...]\n${tail}`;
}

/** A cut leaves a broken character at most at the ends. */
function wholeCharacters(bytes: Buffer): string {
    let start = 0;
    while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) {
        start += 1;
    }
    let end = bytes.length;
    while (end > start && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) {
        end -= 1;
    }
    // A lead byte at the end has lost what follows it, unless the character is whole.
    const last = bytes.subarray(start, end);
    const isLead = ((last.at(-1) ?? 0) & 0xc0) === 0xc0;
    return bytes.subarray(start, isLead ? end - 1 : end).toString();
}
