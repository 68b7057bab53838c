import { firstCharacters } from "./cut-text";
import type { Redact } from "./redaction";
import { terminalText } from "./terminal-text";

const LONGEST_QUOTE = 300;

/** The last line of a host's words that says something, for a sentence of ours: masked, cut only then, and without its full stop. */
export function quoteLastWords(words: string, redact: Redact): string {
    const shown = redact(terminalText(words), { atStart: true });
    const lines = shown.split("\n").filter((line) => line.trim() !== "");
    const line = (lines.at(-1) ?? "there was no message").trim();
    return firstCharacters(line.replace(/(?<!\.)\.$/, ""), LONGEST_QUOTE);
}
