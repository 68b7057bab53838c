import type { ClientChannel } from "ssh2";
import type { Channel, ChannelEnd, TerminalChannel } from "./session";
import { carried } from "./sweep-buffers";
import { widenWindow } from "./widen-window";

/**
 * Our view of one ssh2 channel. It ends when the channel is closed and both outputs have been delivered (ssh2 may say `close`
 * before stderr is through), or at once when the connection is gone, which ssh2 alone does not always tell.
 */
export function makeChannel(stream: ClientChannel, connectionGone: Promise<string>): Channel {
    let status: ChannelEnd | undefined;
    stream.on("exit", (exitCode: number | null, signal?: string) => {
        status =
            exitCode === null
                ? { kind: "signalled", signal: (signal ?? "").replace(/^SIG/, "") }
                : { kind: "exited", exitCode };
    });
    // A write after the far side has gone is reported by `write`, never by an unheard event that would end the process.
    stream.on("error", () => {});
    stream.stderr.on("error", () => {});
    const closed = new Promise<undefined>((resolve) => stream.once("close", () => resolve(undefined)));
    const outputsEnded = Promise.all([streamEnd(stream), streamEnd(stream.stderr)]);
    const ended = Promise.race([closed.then(() => outputsEnded).then(() => undefined), connectionGone]).then(
        (reason): ChannelEnd =>
            status ?? { kind: "lost", reason: reason ?? "the channel was closed without an exit status" },
    );
    return {
        write: (data) => Promise.race([writeTo(stream, data), rejectWhen(ended)]),
        end: () => stream.end(),
        onStdout: (listener) => {
            stream.on("data", (bytes: Buffer) => {
                carried(bytes.length);
                listener(bytes);
            });
            widenWindow(stream);
        },
        onStderr: (listener) => void stream.stderr.on("data", listener),
        pause: () => {
            stream.pause();
            stream.stderr.pause();
        },
        resume: () => {
            stream.resume();
            stream.stderr.resume();
        },
        ended,
        close: () => stream.close(),
    };
}

/** The same of a terminal. */
export function makeTerminalChannel(stream: ClientChannel, connectionGone: Promise<string>): TerminalChannel {
    const channel = makeChannel(stream, connectionGone);
    // Nothing comes there, but the channel ends only with it.
    stream.stderr.resume();
    return {
        ...channel,
        // What is on its way is shown before what Ctrl-C does: no more of it than ssh2 allows.
        onStdout: (listener) => void stream.on("data", listener),
        resize: ({ columns, rows }) => {
            if (stream.writable) {
                stream.setWindow(rows, columns, 0, 0);
            }
        },
    };
}

function streamEnd(stream: NodeJS.ReadableStream): Promise<void> {
    return new Promise((resolve) => stream.once("end", () => resolve()));
}

function writeTo(stream: ClientChannel, data: Buffer | string): Promise<void> {
    return new Promise((resolve, reject) => {
        if (!stream.writable) {
            reject(new Error("the channel is closed for writing"));
            return;
        }
        carried(data.length);
        stream.write(data, (error?: Error | null) => (error ? reject(error) : resolve()));
    });
}

/** ssh2 never calls back a write that waits for window when the channel goes. */
async function rejectWhen(ended: Promise<ChannelEnd>): Promise<never> {
    const end = await ended;
    throw new Error(end.kind === "lost" ? end.reason : "the remote command has ended");
}
