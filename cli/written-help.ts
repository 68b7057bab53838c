import { readFileSync } from "node:fs";

/** What the build writes beside this file. */
export const WRITTEN_HELP = "help.json";

/** Texts by the words that ask for them, joined by blanks: `--version`, `ssh --help`. */
export type HelpTexts = Readonly<Record<string, string>>;

/** The help that a command line asks for and nothing else, without loading what parses command lines; undefined if it does not. */
export function readWrittenHelp(args: readonly string[]): string | undefined {
    const last = args.at(-1);
    if ((last !== "--help" && last !== "--version") || args.length > 3) {
        return undefined;
    }
    try {
        const texts: HelpTexts = JSON.parse(readFileSync(`${__dirname}/${WRITTEN_HELP}`, "utf8"));
        return Object.hasOwn(texts, args.join(" ")) ? texts[args.join(" ")] : undefined;
    } catch {
        // A build that was not finished: the texts are made anew.
        return undefined;
    }
}
