import { lastCharacters } from "../base/cut-text";
import type { Redact } from "../base/redaction";
import { withShortScriptName } from "../base/short-script-name";
import { terminalText } from "../base/terminal-text";
import type { CapturedOutput } from "../command/command-result";
import type { Inputs } from "../inputs/inputs";
import { hidesStream } from "./hidden-output";

const STDERR_LINES = 10;
const STDERR_CHARACTERS = 2_000;

/** The end of stderr, where the cause stands, if the program lets output be shown; else nothing. */
export function lastWordsOfScript(stderr: CapturedOutput, inputs: Inputs, redact: Redact): string {
    const isShown = inputs.logging === "stderr" || inputs.logging === "stdoutAndStderr";
    if (!isShown || hidesStream(inputs, "stderr") || stderr.text.trim() === "") {
        return "";
    }
    const lines = withShortScriptName(maskedEnd(stderr, redact)).trimEnd().split("\n").slice(-STDERR_LINES);
    return lastCharacters(lines.join("\n"), STDERR_CHARACTERS);
}

/** The same as a fact of an error; none when there is nothing to show. */
export function factOfLastWords(said: string): (readonly [name: string, value: string])[] {
    return said === "" ? [] : [["stderr", said.split("\n").join("\n    ")]];
}

/** Of longer output only the end is looked at: a secret can't be as long and reach into what is shown. */
const LOOKED_AT_CHARACTERS = 1024 * 1024;
const GAP = /(\n?^\[\.\.\. \d+ bytes left out \.\.\.\]$\n?)/m;

/** The end of the output as a terminal shows it, masked on both sides of what was left out. */
function maskedEnd({ text, truncated }: CapturedOutput, redact: Redact): string {
    // A script may print such a line, too: no harm is done by a mask too many.
    const pieces = terminalText(text.slice(-LOOKED_AT_CHARACTERS)).split(truncated ? GAP : /(?!)/);
    const isCut = text.length > LOOKED_AT_CHARACTERS || (truncated && pieces.length === 1);
    return pieces
        .map((piece, index) => {
            const isGap = index % 2 === 1;
            return isGap ? piece : redact(piece, { atStart: isCut || index > 0, atEnd: index < pieces.length - 1 });
        })
        .join("");
}
