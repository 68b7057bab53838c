import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { TunnelCut, TunnelEnd } from "./endpoint-faults";

/** How a tunnel behaves. */
export interface TunnelManners {
    /** Bytes of each frame to the client; 0: whole frames with empty ones between. */
    readonly frameBytes: number;
    readonly cut: TunnelCut | undefined;
    /** Real milliseconds until it ends. */
    readonly durationMs: number;
}

/** A tunnel that is open. */
export interface Tunnel {
    end(how: TunnelEnd): void;
}

/** What AWS says of a connection to the instance that it can't open. */
export const NO_TARGET = { code: 1011, reason: "Unable to connect to target" } as const;
const LARGEST_FRAME_BYTES = 65_536;
const LONGEST_TIMER_MS = 2_147_483_647;

/** Puts the bytes of a websocket through to a TCP connection and back, with back pressure both ways, until either ends. */
export function joinTunnel(socket: WebSocket, target: Socket, { frameBytes, cut, durationMs }: TunnelManners): Tunnel {
    let toClient = cut?.toClient ?? Number.POSITIVE_INFINITY;
    let toInstance = cut?.toInstance ?? Number.POSITIVE_INFINITY;
    let isOver = false;
    const end = (how: TunnelEnd) => {
        if (isOver) return;
        isOver = true;
        for (const timer of timers) clearTimeout(timer);
        target.destroy();
        if (how === "abrupt") socket.terminate();
        else socket.close(how.code, how.reason ?? "");
    };
    const endAfter = (delayMs: number | undefined, how: TunnelEnd) =>
        delayMs === undefined || delayMs > LONGEST_TIMER_MS ? [] : [setTimeout(() => end(how), delayMs)];
    const timers = [
        ...endAfter(cut?.afterMs, cut?.end ?? "abrupt"),
        ...endAfter(durationMs, { code: 1000, reason: "Maximum tunnel duration reached" }),
    ];
    target.on("data", (chunk: Buffer) => {
        const passing = chunk.length < toClient ? chunk : chunk.subarray(0, toClient);
        toClient -= passing.length;
        target.pause();
        sendFrames(socket, passing, frameBytes, () => {
            if (toClient <= 0 && cut) end(cut.end);
            else target.resume();
        });
    });
    target.on("end", () => end({ code: 1000 }));
    target.on("error", () => end({ code: 1011, reason: "Connection to target lost" }));
    target.on("close", () => end({ code: 1000 }));
    socket.on("message", (data: Buffer, isBinary: boolean) => {
        if (!isBinary) return end({ code: 1003, reason: "Only binary frames are accepted" });
        const passing = data.length < toInstance ? data : data.subarray(0, toInstance);
        toInstance -= passing.length;
        socket.pause();
        target.write(passing, () => {
            if (toInstance <= 0 && cut) end(cut.end);
            else socket.resume();
        });
    });
    socket.on("close", () => end("abrupt"));
    socket.on("error", () => end("abrupt"));
    return { end };
}

function sendFrames(socket: WebSocket, data: Buffer, frameBytes: number, done: () => void): void {
    const size = frameBytes > 0 ? frameBytes : LARGEST_FRAME_BYTES;
    for (let at = 0; at < data.length; at += size) {
        if (frameBytes === 0) socket.send(Buffer.alloc(0), () => undefined);
        const isLast = at + size >= data.length;
        socket.send(data.subarray(at, at + size), isLast ? done : () => undefined);
    }
    if (data.length === 0) done();
}
