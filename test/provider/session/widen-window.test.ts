import { EventEmitter } from "node:events";
import type { ClientChannel } from "ssh2";
import { expect, test } from "vitest";
import { widenWindow } from "../../../provider/session/widen-window";

/** A channel of ssh2, as far as its window goes. */
function makeStream() {
    const adjusted: number[] = [];
    const stream = Object.assign(new EventEmitter(), {
        incoming: { window: 2 << 20, state: "open" },
        outgoing: { id: 3, state: "open" },
        _client: { _protocol: { channelWindowAdjust: (_: number, bytes: number) => void adjusted.push(bytes) } },
    });
    const receive = (bytes: number) => {
        stream.incoming.window -= bytes;
        stream.emit("data", Buffer.alloc(bytes));
    };
    return { stream, adjusted, receive };
}

test("a channel with much incoming data gets a larger window, up to its limit", () => {
    const { stream, adjusted, receive } = makeStream();
    widenWindow(stream as unknown as ClientChannel);
    receive(1 << 20);
    expect(adjusted).toEqual([]);
    for (let count = 0; count < 100; count += 1) {
        receive(1 << 19);
    }
    const told = (2 << 20) + adjusted.reduce((sum, bytes) => sum + bytes, 0);
    expect(stream.incoming.window).toBe(told - (1 << 20) - 100 * (1 << 19));
    expect(stream.incoming.window).toBeGreaterThan(4 << 20);
    stream.outgoing.state = "closed";
    const before = adjusted.length;
    receive(4 << 20);
    expect(adjusted).toHaveLength(before);
});

test("another version of ssh2 is left unchanged", () => {
    const stream = new EventEmitter();
    widenWindow(stream as unknown as ClientChannel);
    expect(stream.listenerCount("data")).toBe(0);
});
