import type { Session } from "../session/session";
import type { Frame } from "./frame-parser";
import type { Order, OrderEnd } from "./order";
import { makePackets } from "./packets";
import { printLoneOrder } from "./print-order";
import { REMOTE_SHELL } from "./remote/evaluator";
import { listenTo } from "./shell";

/** What carries an order out: tells of frames, and how it ended. */
export interface Carrying {
    readonly order: Order;
    readonly marker: string;
    /** Told of every byte that comes from the host. */
    readonly onHeard: () => void;
    /** Told that the connection has taken a part of the order. */
    readonly onTaken: () => void;
    readonly signal: AbortSignal;
}

/** Has an order carried out by a shell that does nothing else. */
export async function carryOutAlone(
    session: Session,
    { order, marker, onHeard, onTaken, signal }: Carrying,
): Promise<OrderEnd> {
    const channel = await session.exec(REMOTE_SHELL);
    if (signal.aborted) {
        channel.close();
        return { kind: "lost", reason: "it was given up" };
    }
    signal.addEventListener("abort", () => channel.close(), { once: true });
    const heard = new Set<string>();
    let handed = 0;
    const onFrame = (frame: Frame) => {
        onHeard();
        if (frame.kind === "words") {
            const [word = "", exitCode] = frame.words;
            heard.add(word);
            handed = word === "handed" ? Number(exitCode) : handed;
        }
        order.onFrame(frame);
    };
    const said = listenTo(channel, marker, { onFrame });
    const packets = makePackets((bytes) => channel.write(bytes), onTaken);
    packets
        .push(Buffer.from(printLoneOrder(order, marker)), order.onSent)
        .then(packets.flush)
        .then(
            () => channel.end(),
            // How the channel ended says more than the write that failed.
            () => {},
        );
    const channelEnd = await channel.ended;
    if (channelEnd.kind === "lost") {
        return { kind: "lost", reason: channelEnd.reason };
    }
    if (heard.has("handed") && !heard.has("ready")) {
        return { kind: "no-user", exitCode: handed, said: said() };
    }
    if (channelEnd.kind === "exited" && channelEnd.exitCode === 0 && heard.has("ready")) {
        return { kind: "over" };
    }
    return { kind: "silent", channelEnd, said: said(), hello: heard.has("hello") };
}
