import { firstCharacters } from "../base/cut-text";
import type { Redact } from "../base/redaction";
import { terminalText } from "../base/terminal-text";

/** What a host says outside our reports, for error messages. */
export interface HostWords {
    hear(bytes: Buffer): void;
    said(): string;
}

const KEPT_BYTES = 4_096;
/** Every line of our texts that carries a value names it so. */
const OURS = "eic_";

/**
 * Makes a memory of the last words of a host. A host that sends back what it was sent is not quoted at all: our texts carry
 * the script and the environment, and no error may.
 */
export function makeHostWords(): HostWords {
    let heard: Buffer = Buffer.alloc(0);
    let echoes = false;
    return {
        hear: (bytes) => {
            const all = Buffer.concat([heard, bytes]);
            echoes ||= all.includes(OURS);
            heard = echoes ? Buffer.alloc(0) : all.subarray(-KEPT_BYTES);
        },
        // Half a character at the cut is no character.
        said: () => heard.toString("utf8").replace(/^\ufffd+/, ""),
    };
}

const LONGEST_QUOTE = 300;

/** The last line of a host's words that says something, for an error: masked, and cut only then. */
export function quoteLastWords(words: string, redact: Redact): string {
    const shown = redact(terminalText(words), { atStart: true });
    const lines = shown.split("\n").filter((line) => line.trim() !== "");
    return firstCharacters((lines.at(-1) ?? "there was no message").trim(), LONGEST_QUOTE);
}
