import { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { TunnelClosedError } from "./tunnel-closed";

/** The AWS CLI sends at most 65,000 bytes in a frame. */
const LARGEST_FRAME_BYTES = 32_768;
const NORMAL_CLOSURE = 1_000;
/** Stands for a close frame without a code (RFC 6455, 7.1.5). */
const NO_CODE = 1_005;
const ABNORMAL_CLOSURE = 1_006;
const PROTOCOL_ERROR = 1_002;

/**
 * The bytes of a tunnel as a stream, with back pressure both ways. When the tunnel ends, whoever ends it, the stream is destroyed at
 * once, with a `TunnelClosedError` unless that was our wish.
 */
export function tunnelStream(socket: WebSocket, endpointId: string): Duplex {
    const close = socket.close.bind(socket);
    const stream = new Duplex({
        read: () => socket.resume(),
        write: (chunk: Buffer, _encoding, done) => sendFrames(socket, chunk, done),
        writev: (chunks, done) => sendFrames(socket, Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
        final: (done) => {
            close(NORMAL_CLOSURE);
            done();
        },
        destroy: (error, done) => {
            socket.terminate();
            done(error);
        },
    });
    // It may end before anybody listens; `errored` tells why.
    stream.on("error", () => {});
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
            close(PROTOCOL_ERROR);
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
    const onClosed = (code: number, reason: string) => {
        if (!stream.destroyed && !stream.readableEnded) {
            end(new TunnelClosedError(endpointId, code, reason));
        }
    };
    // ws answers a close frame by this, and tells of it only when the server has ended the connection, or half a minute later.
    socket.close = (code = NO_CODE, reason = "") => {
        close(code === NO_CODE ? undefined : code, reason);
        onClosed(code, reason.toString());
    };
    socket.on("close", (code: number, reason: Buffer) => onClosed(code, reason.toString("utf8")));
    socket.on("error", (error: Error) => end(new TunnelClosedError(endpointId, ABNORMAL_CLOSURE, error.message)));
    return stream;
}

/** What can't be sent any more is left: the end of the tunnel, which is under way, says why. */
function sendFrames(socket: WebSocket, chunk: Buffer, done: () => void): void {
    const rest = chunk.subarray(LARGEST_FRAME_BYTES);
    socket.send(chunk.subarray(0, LARGEST_FRAME_BYTES), { binary: true }, (error) => {
        if (error == null) {
            rest.length === 0 ? done() : sendFrames(socket, rest, done);
        }
    });
}
