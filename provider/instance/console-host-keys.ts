import { HOST_KEY_TYPE_NAMES, isPublicKeyLine } from "../base/host-key-line";

/** What the console of an instance shows of its host keys. */
export type ConsoleHostKeys =
    | { readonly kind: "keys"; readonly lines: readonly string[] }
    /** `blank`: no text yet. `incomplete`: a block that has no end yet. `absent`: text, and no block. The others never get better. */
    | { readonly kind: "none"; readonly why: "blank" | "incomplete" | "absent" | "unreadable" | "contradictory" };

const BEGIN = "-----BEGIN SSH HOST KEY KEYS-----";
const END = "-----END SSH HOST KEY KEYS-----";

/** A key line, wherever it stands in a line: the kernel and services write to the same console. */
const KEY = new RegExp(`(?:${HOST_KEY_TYPE_NAMES.join("|")}) [A-Za-z0-9+/]+={0,2}`, "g");

/**
 * Reads the host keys that cloud-init prints on the first boot of an instance, and nothing outside its block. Each key must be
 * whole; one that other output has torn apart is left out. Blocks that show different keys are not believed.
 */
export function readConsoleHostKeys(text: string): ConsoleHostKeys {
    if (text.trim() === "") {
        return { kind: "none", why: "blank" };
    }
    const [, ...begun] = text.split(BEGIN);
    const blocks = begun.filter((block) => block.includes(END)).map((block) => block.slice(0, block.indexOf(END)));
    if (blocks.length === 0) {
        return { kind: "none", why: begun.length > 0 ? "incomplete" : "absent" };
    }
    const [lines = [], ...others] = blocks.map(keysIn).filter((keys) => keys.length > 0);
    if (lines.length === 0) {
        return { kind: "none", why: "unreadable" };
    }
    const contradicts = (keys: readonly string[]) =>
        keys.some((key) => lines.some((line) => typeOf(line) === typeOf(key) && line !== key));
    if (contradicts(lines) || others.some(contradicts)) {
        return { kind: "none", why: "contradictory" };
    }
    return { kind: "keys", lines: [...new Set([lines, ...others].flat())] };
}

function keysIn(block: string): string[] {
    return [...new Set([...block.matchAll(KEY)].map(([key]) => key).filter(isPublicKeyLine))];
}

function typeOf(line: string): string {
    return line.split(" ", 1)[0] ?? "";
}
