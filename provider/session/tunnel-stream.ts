import { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { TunnelClosedError } from "./tunnel-closed";

/** The AWS CLI sends at most 65,000 bytes in a frame. */
const LARGEST_FRAME_BYTES = 32_768;
const NORMAL_CLOSURE = 1_000;
const ABNORMAL_CLOSURE = 1_006;
const PROTOCOL_ERROR = 1_002;

/**
 * The bytes of a tunnel as a stream, with back pressure both ways. When the tunnel ends, whoever ends it, the stream is destroyed at
 * once, with a `TunnelClosedError` unless that was our wish.
 */
export function tunnelStream(socket: WebSocket, endpointId: string): Duplex {
    const stream = new Duplex({
        read: () => socket.resume(),
        write: (chunk: Buffer, _encoding, done) => sendFrames(socket, chunk, done),
        final: (done) => {
            socket.close(NORMAL_CLOSURE);
            done();
        },
        destroy: (error, done) => {
            socket.terminate();
            done(error);
        },
    });
    const end = (error: Error) => {
        // What has arrived and was not read yet is still delivered.
        if (stream.readableLength === 0) {
            stream.destroy(error);
        } else {
            stream.push(null);
            stream.once("end", () => stream.destroy(error));
        }
    };
    socket.on("message", (data: Buffer, isBinary: boolean) => {
        if (!isBinary) {
            socket.close(PROTOCOL_ERROR);
            end(
                new TunnelClosedError(
                    endpointId,
                    PROTOCOL_ERROR,
                    "it sent a text frame, which is against the protocol",
                ),
            );
        } else if (data.length > 0 && !stream.destroyed && !stream.push(data)) {
            socket.pause();
        }
    });
    socket.on("close", (code: number, reason: Buffer) => {
        if (!stream.destroyed) {
            end(new TunnelClosedError(endpointId, code, reason.toString("utf8")));
        }
    });
    socket.on("error", (error: Error) => end(new TunnelClosedError(endpointId, ABNORMAL_CLOSURE, error.message)));
    return stream;
}

function sendFrames(socket: WebSocket, chunk: Buffer, done: (error?: Error | null) => void): void {
    if (chunk.length <= LARGEST_FRAME_BYTES) {
        socket.send(chunk, { binary: true }, done);
        return;
    }
    const rest = chunk.subarray(LARGEST_FRAME_BYTES);
    socket.send(chunk.subarray(0, LARGEST_FRAME_BYTES), { binary: true }, (error) =>
        error == null ? sendFrames(socket, rest, done) : done(error),
    );
}
