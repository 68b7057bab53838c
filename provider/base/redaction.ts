/** Masks secrets in text. `cut` says where the text is a piece of a longer one: half a secret there is masked, too. */
export type Redact = (text: string, cut?: Cut) => string;

export interface Cut {
    readonly atStart?: boolean;
    readonly atEnd?: boolean;
}

export const MASK = "[secret]";

/** Shorter values are not masked: they would mask half of all text, and hide nothing. */
const SHORTEST_MASKED = 6;

/**
 * A function that masks each of `values` by value, and line by line, wherever it stands in a text.
 */
export function makeRedact(values: Iterable<string>): Redact {
    const secrets = longestFirst(values);
    if (secrets.length === 0) {
        return (text) => text;
    }
    return (text, cut) => maskCutEnds(maskWhole(text, secrets), secrets, cut ?? {}).replaceAll(STAND_IN, MASK);
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

/**
 * Tells how many characters at the end of a text must wait for what follows: they may be the beginning of one of `values`,
 * which could not be masked in two pieces.
 */
export function makeUnfinishedSecret(values: Iterable<string>): (text: string) => number {
    const secrets = longestFirst(values);
    return (text) => Math.max(0, ...secrets.map((secret) => longestHead(text, secret)));
}

function longestHead(text: string, secret: string): number {
    for (let length = Math.min(text.length, secret.length - 1); length > 0; length -= 1) {
        if (text.endsWith(secret.slice(0, length))) {
            return length;
        }
    }
    return 0;
}

/** Stands for the mask until all secrets are through, so that none of them matches in a mask. */
const STAND_IN = "\u{10fffd}";

/** Secret by secret, the longest first: one pattern of all of them would be too large for a few hundred lines of secret. */
function maskWhole(text: string, secrets: readonly string[]): string {
    return secrets.reduce((masked, secret) => masked.replaceAll(secret, STAND_IN), text);
}

function maskCutEnds(text: string, secrets: readonly string[], cut: Cut): string {
    let masked = text;
    for (const secret of secrets) {
        const tail = cut.atEnd ? longestOverlap(masked, secret, (part) => masked.endsWith(part), "head") : 0;
        masked = tail > 0 ? masked.slice(0, -tail) + STAND_IN : masked;
        const head = cut.atStart ? longestOverlap(masked, secret, (part) => masked.startsWith(part), "tail") : 0;
        masked = head > 0 ? STAND_IN + masked.slice(head) : masked;
    }
    return masked;
}

/** A longer half of a secret than that is whole lines of it, which are masked by themselves. */
const LONGEST_HALF = 4_096;

/** Length of the longest proper head or tail of `secret` that stands at that end of the text. */
function longestOverlap(text: string, secret: string, stands: (part: string) => boolean, end: "head" | "tail"): number {
    for (let length = Math.min(text.length, secret.length - 1, LONGEST_HALF); length > 0; length -= 1) {
        if (stands(end === "head" ? secret.slice(0, length) : secret.slice(-length))) {
            return length;
        }
    }
    return 0;
}
