import type { Duplex } from "node:stream";

/** A stream to sshd whose first bytes are remembered: sshd says there why it hangs up, and ssh2 drops it. */
export interface Dialled {
    readonly stream: Duplex;
    /** What the server sent before it spoke SSH, as printable text; empty when it spoke SSH at once. */
    greeting(): string;
}

/** Text that sshd sends in place of its identification line; longer text is cut. */
const GREETING_BYTES = 256;

/** Watches a stream's first bytes. It is paused until it is resumed, so that none is missed. */
export function rememberGreeting(stream: Duplex): Dialled {
    let first = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
        first = Buffer.concat([first, chunk.subarray(0, GREETING_BYTES - first.length)]);
        if (first.length >= GREETING_BYTES || first.includes("SSH-")) {
            stream.removeListener("data", onData);
        }
    };
    // ssh2 attaches its own listener a tick later; without one an early reset would end the process.
    stream.on("error", () => {});
    stream.prependListener("data", onData);
    stream.pause();
    return {
        stream,
        greeting: () => {
            const text = first.toString("latin1");
            return text.startsWith("SSH-") ? "" : text.replace(/[^\x20-\x7e]+/g, " ").trim();
        },
    };
}
