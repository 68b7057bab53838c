import type { Clock } from "../base/clock";
import type { Session } from "../session/session";
import type { Frame } from "./frame-parser";
import { HELLO_LIMIT_MS } from "./login-shell";
import type { Order, OrderEnd } from "./order";
import { makePackets } from "./packets";
import { printLoneOrder } from "./print-order";
import { BEFORE_TEXT, REMOTE_SHELL } from "./remote/evaluator";
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
    clock: Clock,
): Promise<OrderEnd> {
    const channel = await session.exec(REMOTE_SHELL);
    if (signal.aborted) {
        channel.close();
        return { kind: "lost", reason: "it was given up" };
    }
    signal.addEventListener("abort", () => channel.close(), { once: true });
    const heard = new Set<string>();
    let handed = 0;
    let greet = () => {};
    const greeted = new Promise<void>((resolve) => {
        greet = resolve;
    });
    const onFrame = (frame: Frame) => {
        onHeard();
        if (frame.kind === "words") {
            const [word = "", exitCode] = frame.words;
            heard.add(word);
            if (word === "hello") {
                greet();
            }
            handed = word === "handed" ? Number(exitCode) : handed;
        }
        order.onFrame(frame);
    };
    // It would send back all that is to come, and never end by itself.
    const said = listenTo(channel, marker, { onFrame, onEcho: () => channel.end() });
    const packets = makePackets((bytes) => channel.write(bytes), onTaken);
    const { greeting, work } = printLoneOrder(order, marker);
    const send = async () => {
        await packets.push(Buffer.from(BEFORE_TEXT + greeting));
        await packets.flush();
        // A login shell that hangs may read much later what was sent: nothing that begins a run is sent to one.
        await greeted;
        await packets.push(Buffer.from(work), order.onSent);
        await packets.flush();
        channel.end();
    };
    // How the channel ended says more than a write that failed.
    send().catch(() => {});
    let isHung = false;
    const stopWaiting = clock.after(HELLO_LIMIT_MS, () => {
        if (!heard.has("hello")) {
            isHung = true;
            channel.close();
        }
    });
    const channelEnd = await channel.ended;
    stopWaiting();
    if (isHung) {
        return { kind: "silent", channelEnd, said: said(), hello: false, isHung };
    }
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
