import { printStyle, TOKENS, UNFINISHED } from "./terminal-sequences";
import { nextStyle } from "./text-style";

/** One line as a terminal shows it, whatever moves the cursor in it; of commands no more than the style of text is kept. */
export interface TerminalLine {
    /** Takes more of the line. A command that is cut at the end waits for its rest. */
    write(text: string): void;
    /** No more comes: the beginning of a command is dropped, and what looked like its text is text. */
    finish(): void;
    /** What stands there now, without styles. */
    text(): string;
    /** The same with styles, all of them ended; or no more than its first characters. */
    print(characters?: number): string;
    /** Takes the first characters away. */
    drop(characters: number): void;
    /** Whether it was begun anew with a carriage return: a line of progress. */
    wasBegunAnew(): boolean;
    /** What was shown once and wiped or written over from the left since the last call. */
    takeWiped(): string;
    /** Characters that were left out because the line is too long. */
    leftOut(): number;
}

/** The farthest that a command may ask for. */
const FARTHEST = 16_384;
/** Where a cursor stops that is sent to the right: as in a terminal of usual width. */
const COLUMNS = 80;
/** Longer texts of commands are dropped while they come. */
const LONGEST_COMMAND = 1_024;
/** Of what was wiped only the end is of use. */
const LONGEST_WIPED = 16_384;
const MOVES_TO_ANOTHER_LINE = "ABEFHfd";

/** Makes an empty line, of which no more than so many characters are held. */
export function makeTerminalLine(longest = Number.POSITIVE_INFINITY): TerminalLine {
    let characters: string[] = [];
    let styles: string[] = [];
    let column = 0;
    let style = "";
    let unfinished = "";
    let returned = false;
    let begunAnew = false;
    let leftOut = 0;
    let wiped = "";

    const wipe = (from: number) => {
        wiped += characters.slice(from).join("");
        wiped = wiped.length > 2 * LONGEST_WIPED ? wiped.slice(-LONGEST_WIPED) : wiped;
        characters.length = Math.min(from, characters.length);
        styles.length = characters.length;
        leftOut = 0;
    };
    const put = (text: string) => {
        if (returned) {
            wipe(0);
            returned = false;
            begunAnew = true;
        }
        for (const character of text) {
            if (column >= longest) {
                leftOut += character.length;
                continue;
            }
            while (characters.length < column) {
                characters.push(" ");
                styles.push("");
            }
            characters[column] = character;
            styles[column] = style;
            column += 1;
        }
    };
    const moveTo = (wanted: number) => {
        column = Math.max(0, Math.min(wanted, Math.max(COLUMNS - 1, characters.length)));
    };
    const breakLine = () => {
        if (characters.length > 0 && characters.at(-1) !== "\n") {
            characters.push("\n");
            // A style ends with its line.
            styles.push("");
            column = characters.length;
            returned = false;
        }
    };
    const obey = (params: string, final: string) => {
        const count = Math.min(FARTHEST, Math.max(1, Number.parseInt(params, 10) || 1));
        if (final === "m") {
            style = nextStyle(style, params);
        } else if (final === "K" || final === "J") {
            // Up to the cursor (1) nobody wipes; it would take as long as the line, each time.
            if (params !== "1") {
                wipe(params === "" || params === "0" ? column : 0);
            }
        } else if (final === "C" || final === "D") {
            moveTo(column + (final === "C" ? count : -count));
        } else if (final === "G" || final === "`") {
            moveTo(count - 1);
        } else if (MOVES_TO_ANOTHER_LINE.includes(final)) {
            breakLine();
        }
    };
    const control = (character: string) => {
        if (character === "\r") {
            returned = characters.length > 0;
            column = 0;
        } else if (character === "\b") {
            column = Math.max(0, column - 1);
        } else if ("\v\f\u0085".includes(character)) {
            breakLine();
        }
    };
    const take = (text: string) => {
        for (const [token, params = "", final] of text.matchAll(TOKENS)) {
            if (final !== undefined) {
                obey(params, final);
            } else if (isText(token)) {
                put(token);
            } else if (token.length === 1) {
                control(token);
            }
        }
    };
    return {
        write: (text) => {
            const whole = unfinished + text;
            const cut = UNFINISHED.exec(whole);
            unfinished = cut === null ? "" : shortened(cut[0]);
            take(cut === null ? whole : whole.slice(0, cut.index));
        },
        finish: () => {
            const rest = unfinished;
            unfinished = "";
            take(rest);
        },
        text: () => characters.join(""),
        print: (count = characters.length) => printStyled(characters.slice(0, count), styles),
        drop: (count) => {
            characters = characters.slice(count);
            styles = styles.slice(count);
            column = Math.max(0, column - count);
        },
        wasBegunAnew: () => begunAnew || returned,
        takeWiped: () => {
            const taken = wiped;
            wiped = "";
            return taken;
        },
        leftOut: () => leftOut,
    };
}

function isText(token: string): boolean {
    const code = token.charCodeAt(0);
    return code === 0x09 || (code >= 0x20 && code <= 0x7e) || code > 0x9f;
}

function shortened(command: string): string {
    if (command.length <= LONGEST_COMMAND) {
        return command;
    }
    return command.slice(0, LONGEST_COMMAND) + (command.endsWith("\u001b") ? "\u001b" : "");
}

function printStyled(characters: readonly string[], styles: readonly string[]): string {
    let printed = "";
    let current = "";
    characters.forEach((character, index) => {
        const style = styles[index] ?? "";
        if (style !== current) {
            printed += (current === "" ? "" : printStyle("")) + (style === "" ? "" : printStyle(style));
            current = style;
        }
        printed += character;
    });
    return current === "" ? printed : printed + printStyle("");
}
