import type { ClientChannel } from "ssh2";

/** The part of ssh2's internals that is used here; absent in another version, then nothing is changed. */
interface Internals {
    readonly incoming?: { window?: number; state?: string };
    readonly outgoing?: { id?: number; state?: string };
    readonly _client?: { readonly _protocol?: { readonly channelWindowAdjust?: (id: number, bytes: number) => void } };
}

/** What comes to so much is more than an answer. */
const LONG_BYTES = 1024 * 1024;
/** Enough for 100 MB/s at a round trip of 80 ms; what a channel that is paused may hold. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/**
 * Lets the host send more before it has to wait for an answer, on a channel on which much comes: ssh2 allows it 2 MiB, which takes no more
 * than a part of a fast link with a long round trip.
 */
export function widenWindow(stream: ClientChannel): void {
    const { incoming, outgoing, _client } = stream as unknown as Internals;
    const protocol = _client?._protocol;
    if (typeof protocol?.channelWindowAdjust !== "function" || incoming === undefined || outgoing === undefined) {
        return;
    }
    let received = 0;
    stream.on("data", (chunk: Buffer) => {
        received += chunk.length;
        const missing = WINDOW_BYTES - (incoming.window ?? WINDOW_BYTES);
        const isOpen = incoming.state === "open" && outgoing.state === "open";
        if (received > LONG_BYTES && missing >= WINDOW_BYTES / 4 && isOpen && typeof outgoing.id === "number") {
            incoming.window = WINDOW_BYTES;
            protocol.channelWindowAdjust?.(outgoing.id, missing);
        }
    });
}
