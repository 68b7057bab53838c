// What a terminal takes for commands in a stream of text (ECMA-48, and what xterm does).

const ESCAPE = "\u001b";
const CSI = `(?:${ESCAPE}\\[|\u009b)`;
/** OSC, DCS, SOS, PM and APC, and the window title of screen: each takes a text. */
const STRING = `(?:${ESCAPE}[\\]PX^_k]|[\u0090\u0098\u009d\u009e\u009f])`;
/** A text of a command holds no control character, so that one without an end can't swallow what follows. */
const CONTENT = "[^\u0000-\u001f\u007f-\u009f]*";
const STRING_END = `(?:\u0007|\u009c|${ESCAPE}\\\\)`;
/** Last, a command of one character; also the beginning of one that has no end, whose text is then text. */
const SEQUENCE = `${CSI}([0-?]*)[ -/]*([@-~])|${STRING}${CONTENT}${STRING_END}|${ESCAPE}[ -/]*[0-~]`;
/** All but the tab, which is text. */
const CONTROL = "[\u0000-\u0008\u000a-\u001f\u007f-\u009f]";

/** Splits a text without newlines into commands (parameters and final of a CSI as groups), control characters and text. */
export const TOKENS = new RegExp(`${SEQUENCE}|${CONTROL}|[^\u0000-\u0008\u000a-\u001f\u007f-\u009f]+`, "g");

/** Each command and each control character, line breaks included. */
export const COMMANDS = new RegExp(`${SEQUENCE}|${CONTROL}`, "g");

/** Anything that is neither text nor the end of a line. */
export const ANY_COMMAND = new RegExp(`[\u0000-\u0008\u000b-\u001f${"\u007f"}-\u009f]`);

/** The beginning of a command at the end of a text. */
export const UNFINISHED = new RegExp(`(?:${STRING}${CONTENT}${ESCAPE}?|${CSI}[0-?]*[ -/]*|${ESCAPE}[ -/]*)$`);

/** How a style is written where it may be: SGR, `ESC [ … m`. */
export const STYLES = new RegExp(`${ESCAPE}\\[([0-9;]*)m`, "g");

/** Sets a style, from none; the empty one is none. */
export function printStyle(style: string): string {
    return `${ESCAPE}[${style === "" ? "0" : style}m`;
}
