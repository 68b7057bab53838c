import { READY } from "./remote/evaluator";

/** What a host says outside our reports, for error messages. */
export interface HostWords {
    hear(bytes: Buffer): void;
    /** `unfinished` is what is heard of a line that may be another thing yet. */
    said(unfinished: Buffer): string;
    /** Whether the host sends back what it was sent. */
    echoes(): boolean;
}

const KEPT_BYTES = 4_096;
/** Every line of our texts that carries a value names it so. */
const OURS = "eic_";
/** Of our first text, and not of the command line that starts the shell, which a shell may print. */
export const FIRST_TEXT = "eic_marker_first=";

/**
 * Makes a memory of the last words of a host. A host that sends back what it was sent is not quoted at all: our texts carry
 * the script and the environment, and no error may.
 */
export function makeHostWords(): HostWords {
    let heard: Buffer = Buffer.alloc(0);
    let isSpoiled = false;
    let echoes = false;
    return {
        hear: (bytes) => {
            const all = Buffer.concat([heard, bytes]);
            isSpoiled ||= all.includes(OURS);
            echoes ||= all.includes(FIRST_TEXT);
            heard = isSpoiled ? Buffer.alloc(0) : all.subarray(-KEPT_BYTES);
        },
        said: (unfinished) => {
            const all = Buffer.concat([heard, isSpoiled ? Buffer.alloc(0) : unfinished]);
            // Half a character at the cut is no character.
            return all
                .toString("utf8")
                .replace(/^\ufffd+/, "")
                .replace(`${READY}\n`, "");
        },
        echoes: () => echoes,
    };
}
