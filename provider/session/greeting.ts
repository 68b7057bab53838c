import type { Duplex } from "node:stream";
import { type AlgorithmOffer, readServerOffer } from "./server-offer";

/** A stream to sshd whose first bytes are remembered: sshd says there why it hangs up, and ssh2 drops it. */
export interface Dialled {
    readonly stream: Duplex;
    /** What the server sent before it spoke SSH, as printable text; empty when it spoke SSH at once. */
    greeting(): string;
    /** Whether the server has sent nothing at all. */
    isSilent(): boolean;
    /** The algorithms that the server offers; undefined when it has not sent them. */
    offer(): AlgorithmOffer | undefined;
}

/** What is remembered: a server's offer takes about 1 KiB. */
const REMEMBERED_BYTES = 16_384;

/** Text that sshd sends in place of its identification line; longer text is cut. */
const GREETING_BYTES = 256;

/** Watches a stream's first bytes. It is paused until ssh2 listens, so that none is missed. */
export function rememberGreeting(stream: Duplex): Dialled {
    let first = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
        first = Buffer.concat([first, chunk.subarray(0, REMEMBERED_BYTES - first.length)]);
        if (first.length >= REMEMBERED_BYTES || readServerOffer(first) !== undefined) {
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
            const text = first.toString("latin1", 0, GREETING_BYTES);
            return text.startsWith("SSH-") ? "" : text.replace(/[^\x20-\x7e]+/g, " ").trim();
        },
        isSilent: () => first.length === 0,
        offer: () => readServerOffer(first),
    };
}
