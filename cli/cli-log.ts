import type { Log } from "../provider/base/log";
import { terminalText } from "../provider/base/terminal-text";
import { CLI_WORDS } from "./cli-words";

/** Notes and warnings on standard error: standard output belongs to the remote side. What is being done now is not shown. */
export const cliLog: Log = Object.freeze({
    info: (text: string) => say(text),
    warning: (text: string) => say(`Warning: ${text}`),
    status: () => {},
    words: CLI_WORDS,
});

function say(text: string): void {
    process.stderr.write(`${terminalText(text)}\n`);
}
