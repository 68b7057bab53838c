/** Masks secrets in text. */
export type Redact = (text: string) => string;

export const MASK = "[secret]";

/** Shorter values are not masked: they would mask half of all text, and hide nothing. */
const SHORTEST_MASKED = 6;

/**
 * A function that masks each of `values` by value, and line by line, wherever it stands in a text.
 * Also the part of a value that a cut at the start or end of the text has left, so that pieces of a long line leak nothing.
 */
export function makeRedact(values: Iterable<string>): Redact {
    const secrets = longestFirst(values);
    if (secrets.length === 0) {
        return (text) => text;
    }
    const pattern = new RegExp(secrets.map(escapeForPattern).join("|"), "g");
    return (text) => maskCutEnds(text.replace(pattern, MASK), secrets);
}

function longestFirst(values: Iterable<string>): string[] {
    const parts = new Set<string>();
    for (const value of values) {
        for (const part of [value, ...value.split(/\r?\n/), value.trim()]) {
            if (part.length >= SHORTEST_MASKED) {
                parts.add(part);
            }
        }
    }
    return [...parts].sort((left, right) => right.length - left.length);
}

function escapeForPattern(value: string): string {
    return value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Half a secret at the very end or start of a piece is a secret still. */
function maskCutEnds(text: string, secrets: readonly string[]): string {
    let masked = text;
    for (const secret of secrets) {
        const tail = longestOverlap(masked, secret, (length) => masked.endsWith(secret.slice(0, length)));
        if (tail > 0) {
            masked = masked.slice(0, -tail) + MASK;
        }
        const head = longestOverlap(masked, secret, (length) => masked.startsWith(secret.slice(-length)));
        if (head > 0) {
            masked = MASK + masked.slice(head);
        }
    }
    return masked;
}

function longestOverlap(text: string, secret: string, matches: (length: number) => boolean): number {
    for (let length = Math.min(text.length, secret.length - 1); length >= SHORTEST_MASKED; length -= 1) {
        if (matches(length)) {
            return length;
        }
    }
    return 0;
}
