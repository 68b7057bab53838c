import type { Clock } from "../base/clock";
import type { Channel, ChannelEnd, Session } from "../session/session";
import { type Frame, makeFrameParser } from "./frame-parser";
import { REMOTE_SHELL } from "./remote/program";

/** What one connection has to tell about a run. */
export type FollowEnd =
    /** The host reported how it ended; `words` are the report's own. */
    | { readonly kind: "reported"; readonly words: readonly string[]; readonly text: string }
    /** The channel is gone, and nobody knows more. */
    | { readonly kind: "lost"; readonly reason: string }
    /** The remote shell ended by itself without a report. */
    | { readonly kind: "silent"; readonly channelEnd: ChannelEnd; readonly said: string; readonly hello: boolean };

/** What is heard while the run goes on. */
export interface RunListener {
    onOutput(stream: "out" | "err", offset: number, bytes: Buffer): void;
    /** The host no longer has this part of the output: it was delivered once, to somebody who is gone. */
    onHole(stream: "out" | "err", offset: number, byteCount: number): void;
    /** The run is on the host, created by whoever has `token`. */
    onRun(mode: string, token: string): void;
}

/** A host that reports every few seconds and has been silent for so long is gone, whatever the connection says. */
const LONGEST_SILENCE_MS = 60_000;
const SAID_BYTES = 2048;
const CLOSING_REPORTS = new Set(["end", "refused", "gone", "absent", "unstarted", "sudo", "over"]);

/** Follows a run on one connection until the host reports its end or the channel is gone. Never rejects once it is open. */
export async function followRun(
    session: Session,
    text: string,
    marker: string,
    clock: Clock,
    listener: RunListener,
    onOpen: (channel: Channel) => void,
): Promise<FollowEnd> {
    const channel = await session.exec(REMOTE_SHELL);
    onOpen(channel);
    return new Promise((resolve) => {
        let hello = false;
        let heardAt = clock.now();
        let said = "";
        const say = (bytes: Buffer) => {
            said = (said + bytes.toString("utf8")).slice(-SAID_BYTES);
        };
        const stopWatching = watchSilence(clock, () => heardAt, channel);
        const finish = (end: FollowEnd) => {
            stopWatching();
            resolve(end);
        };
        const onFrame = (frame: Frame) => {
            if (frame.kind === "data") {
                listener.onOutput(frame.stream, frame.offset, frame.bytes);
            } else if (frame.words[0] === "hole") {
                const [, stream, offset, byteCount] = frame.words;
                listener.onHole(stream === "err" ? "err" : "out", Number(offset), Number(byteCount));
            } else if (frame.words[0] === "run") {
                listener.onRun(frame.words[1] ?? "", frame.words[2] ?? "");
            } else if (CLOSING_REPORTS.has(frame.words[0] ?? "")) {
                finish({ kind: "reported", words: frame.words, text: frame.words[0] === "sudo" ? said : frame.text });
            }
            hello = true;
        };
        const parser = makeFrameParser(marker, onFrame);
        channel.onStdout((bytes) => {
            heardAt = clock.now();
            if (!hello) {
                say(bytes.subarray(0, SAID_BYTES));
            }
            parser.push(bytes);
        });
        channel.onStderr(say);
        channel.ended.then((channelEnd) =>
            channelEnd.kind === "lost"
                ? finish({ kind: "lost", reason: channelEnd.reason })
                : finish({ kind: "silent", channelEnd, said, hello }),
        );
        channel.write(text).then(
            () => channel.end(),
            // How the channel ended says more than the write that failed.
            () => {},
        );
    });
}

function watchSilence(clock: Clock, heardAt: () => number, channel: Channel): () => void {
    let cancel = () => {};
    const watch = (delayMs: number) => {
        cancel = clock.after(delayMs, () => {
            const quietMs = clock.now() - heardAt();
            if (quietMs >= LONGEST_SILENCE_MS) {
                channel.close();
            } else {
                watch(LONGEST_SILENCE_MS - quietMs);
            }
        });
    };
    watch(LONGEST_SILENCE_MS);
    return () => cancel();
}
