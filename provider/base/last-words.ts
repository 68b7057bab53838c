import { firstCharacters } from "./cut-text";
import type { Redact } from "./redaction";
import { terminalText } from "./terminal-text";

const LONGEST_QUOTE = 300;

/** The last line of a host's words that says something, for an error: masked, and cut only then. */
export function quoteLastWords(words: string, redact: Redact): string {
    const shown = redact(terminalText(words), { atStart: true });
    const lines = shown.split("\n").filter((line) => line.trim() !== "");
    return firstCharacters((lines.at(-1) ?? "there was no message").trim(), LONGEST_QUOTE);
}
