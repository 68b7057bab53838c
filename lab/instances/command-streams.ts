import type { Readable, Writable } from "node:stream";
import type { ServerChannel } from "ssh2";
import type { OutputPipes } from "./command-pipes";

/** A command's streams, joined with its channel. */
export interface JoinedStreams {
    /** Resolves when nobody holds the output pipes any more, and all they brought is sent. */
    readonly drained: Promise<void>;
    /** Lets go of the command: it reads an end, and what it writes meets a closed pipe. */
    letGo(): void;
}

/** Joins a command's pipes with its channel. */
export function joinStreams(channel: ServerChannel, stdin: Writable, { stdout, stderr }: OutputPipes): JoinedStreams {
    for (const stream of [stdin, stdout, stderr, channel, channel.stderr]) stream.on("error", () => undefined);
    channel.pipe(stdin);
    // What a client sends to a command that reads no more is dropped, or the channel would never end.
    stdin.on("close", () => {
        channel.unpipe(stdin);
        channel.resume();
    });
    const letGo = () => {
        for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
    };
    channel.on("close", letGo);
    const send = takeTurns(channel);
    forward(stdout, (chunk) => send(channel, chunk));
    forward(stderr, (chunk) => send(channel.stderr, chunk));
    const ended = [stdout, stderr].map((pipe) => new Promise((resolve) => pipe.on("close", resolve)));
    return { drained: Promise.all(ended).then(() => send(channel.stderr, Buffer.alloc(0))), letGo };
}

function forward(source: Readable, send: (chunk: Buffer) => Promise<void>): void {
    source.on("data", (chunk: Buffer) => {
        source.pause();
        void send(chunk).then(() => source.resume());
    });
}

/**
 * Writes one chunk at a time, of either stream. ssh2 keeps one waiting chunk for both, never forgets it, and would send it again
 * in place of the other stream's when the client's window is full (CHANNEL_WINDOW_ADJUST in its server.js).
 */
function takeTurns(channel: ServerChannel): (sink: Writable, chunk: Buffer) => Promise<void> {
    let turn = Promise.resolve();
    const forgotten = { _chunk: undefined, _chunkcb: undefined, _chunkErr: undefined, _chunkcbErr: undefined };
    return (sink, chunk) => {
        turn = turn.then(
            () =>
                new Promise((resolve) => {
                    Object.assign(channel, forgotten);
                    sink.write(chunk, () => resolve());
                }),
        );
        return turn;
    };
}
