import type { Clock } from "../base/clock";
import type { Log } from "../base/log";
import type { Frame } from "../host/frame-parser";
import type { Host } from "../host/host";
import type { Order, OrderEnd, RunningOrder } from "../host/order";

/** What one connection has to tell about a run. */
export type FollowEnd =
    /** The host reported how it ended; `words` are the report's own. */
    | { readonly kind: "reported"; readonly words: readonly string[]; readonly text: string }
    | (Extract<OrderEnd, { kind: "no-user" }> & { readonly loginUser?: string })
    | Extract<OrderEnd, { kind: "lost" | "silent" }>;

/** What is heard while the run goes on. */
export interface RunListener {
    onOutput(stream: "out" | "err", offset: number, bytes: Buffer): void;
    /** The host no longer has this part of the output: it was delivered once, to somebody who is gone. */
    onHole(stream: "out" | "err", offset: number, byteCount: number): void;
    /** The run is over, and the host begins to send its file of values, or says what stands in the place of one. */
    onGave(what: string): void;
    onValues(bytes: Buffer): void;
    /** The run is on the host, created by whoever has `token`. */
    onRun(mode: string, token: string): void;
}

/** A host that reports every few seconds and has been silent for so long is gone, whatever the connection says. */
const LONGEST_SILENCE_MS = 60_000;
const WAITING = "Waiting for another exclusive script on the instance (a lock on the directory /var/tmp)";
const CLOSING_REPORTS = new Set(["end", "refused", "gone", "absent", "unstarted", "attached"]);
/** The text ended, or its shell did, and nobody said how the run did. */
const UNTOLD: FollowEnd = { kind: "lost", reason: "the remote shell ended before it said how the run ended" };

/** How a run is followed on one connection. */
export interface RunToFollow {
    readonly host: Host;
    readonly order: Omit<Order, "onFrame">;
    readonly listener: RunListener;
    /** Told of the order once it is on its way. */
    readonly onOrder: (order: RunningOrder) => void;
}

/**
 * Follows a run on one connection until the host reports its end, or the order is lost.
 * @throws {ProviderError} no channel could be opened.
 */
export async function followRun(
    { host, order, listener, onOrder }: RunToFollow,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<FollowEnd> {
    let finish = (_end: FollowEnd) => {};
    const reported = new Promise<FollowEnd>((resolve) => {
        finish = resolve;
    });
    const onFrame = (frame: Frame) => {
        if (frame.kind === "data") {
            const { stream, offset, bytes } = frame;
            if (stream === "values") {
                listener.onValues(bytes);
            } else {
                listener.onOutput(stream, offset, bytes);
            }
            return;
        }
        const [word = "", first = "", offset, byteCount] = frame.words;
        if (word === "hole") {
            listener.onHole(first === "err" ? "err" : "out", Number(offset), Number(byteCount));
        } else if (word === "gave") {
            listener.onGave(first);
        } else if (word === "run") {
            listener.onRun(first, frame.words[2] ?? "");
        } else if (word === "waiting") {
            log.status(WAITING);
        } else if (word === "waited") {
            log.status("Running");
        } else if (CLOSING_REPORTS.has(word)) {
            finish({ kind: "reported", words: frame.words, text: frame.text });
        }
    };
    const running = host.order({ ...order, onFrame, closing: CLOSING_REPORTS });
    onOrder(running);
    const stopWatching = watchSilence(clock, running);
    const ended = running.ended.then((end): FollowEnd => (end.kind === "over" ? UNTOLD : end));
    try {
        return await Promise.race([reported, ended]);
    } finally {
        stopWatching();
    }
}

function watchSilence(clock: Clock, order: RunningOrder): () => void {
    let cancel = () => {};
    const watch = (delayMs: number) => {
        cancel = clock.after(delayMs, () => {
            const quietMs = order.quietMs();
            if (quietMs >= LONGEST_SILENCE_MS) {
                order.giveUp("the host has been silent for a minute");
            } else {
                watch(LONGEST_SILENCE_MS - quietMs);
            }
        });
    };
    watch(LONGEST_SILENCE_MS);
    return () => cancel();
}
