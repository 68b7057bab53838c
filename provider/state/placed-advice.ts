import { posix } from "node:path";
import type { ScriptExit } from "./script-exit";

/** What shells and env say of a file that may not be executed, with exit code 126. */
const DENIED = /permission denied|cannot execute|can.?t execute|not executable/i;
/** To sudo, such a file is no command at all. */
const UNKNOWN_TO_SUDO = /^sudo: .*command not found/i;

/** Advice on a file that `files` has just put in place, and that the script could not start; undefined where there is none. */
export function adviceOnPlaced({ exitCode, said, inputs }: ScriptExit): string[] | undefined {
    const { files, workingDirectory } = inputs;
    const lines = said
        .split("\n")
        .filter((line) => UNKNOWN_TO_SUDO.test(line) || (exitCode === 126 && DENIED.test(line)));
    const words = lines.flatMap((line) => line.split(/[\s:'"‘’`]+/));
    // The last one ended the script.
    for (const word of words.toReversed()) {
        const index = files.findIndex(({ remotePath }) => isAt(word, remotePath, workingDirectory));
        const entry = files[index];
        if (entry !== undefined && !isExecutable(entry.mode)) {
            return [
                `Add mode: "0755" to files[${index}] (${entry.remotePath}): it was put in place without the permission to execute it.`,
            ];
        }
    }
    return undefined;
}

/** Whether a word of a message is the path, or one below it. Where the script went is not known: a relative one may be at any place. */
function isAt(word: string, path: string, workingDirectory: string | undefined): boolean {
    if (!word.includes("/")) {
        return false;
    }
    if (word.startsWith("/") || workingDirectory?.startsWith("/") === true) {
        const full = posix.resolve(workingDirectory ?? "/", word);
        if (full === path || full.startsWith(`${path}/`)) {
            return true;
        }
    }
    return !word.startsWith("/") && path.endsWith(`/${posix.normalize(word)}`);
}

function isExecutable(mode: number | undefined): boolean {
    return mode !== undefined && (mode & 0o111) !== 0;
}
