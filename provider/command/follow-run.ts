import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { Channel, ChannelEnd, Session } from "../session/session";
import { type Frame, makeFrameParser } from "./frame-parser";
import { makeHostWords } from "./host-words";
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
    /** The channel on which the text is sent is there. */
    onOpen(channel: Channel): void;
    onOutput(stream: "out" | "err", offset: number, bytes: Buffer): void;
    /** The host no longer has this part of the output: it was delivered once, to somebody who is gone. */
    onHole(stream: "out" | "err", offset: number, byteCount: number): void;
    /** The run is on the host, created by whoever has `token`. */
    onRun(mode: string, token: string): void;
}

/** A host that reports every few seconds and has been silent for so long is gone, whatever the connection says. */
const LONGEST_SILENCE_MS = 60_000;
/** The shell that sudo started is gone although it had begun: nobody knows what it did. */
const SUDO_ENDED: FollowEnd = { kind: "lost", reason: "the shell that sudo started was terminated" };
const WAITING = "Waiting for another exclusive script on the instance (a lock on the directory /var/tmp)";
const CLOSING_REPORTS = new Set(["end", "refused", "gone", "absent", "unstarted", "sudo", "over"]);

/** How a run is followed on one connection. */
export interface RunToFollow {
    readonly session: Session;
    /** What is sent to the remote shell, and the marker of its reports. */
    readonly text: string;
    readonly marker: string;
    readonly listener: RunListener;
}

/** Follows a run on one connection until the host reports its end or the channel is gone. Never rejects once it is open. */
export async function followRun(
    { session, text, marker, listener }: RunToFollow,
    ports: { readonly clock: Clock; readonly deadline: Deadline; readonly log: Log },
): Promise<FollowEnd> {
    const { clock, log } = ports;
    const channel = await openChannel(session, ports.deadline);
    listener.onOpen(channel);
    return new Promise((resolve) => {
        let hello = false;
        let heardAt = clock.monotonicMs();
        let begun = false;
        const words = makeHostWords();
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
            } else if (frame.words[0] === "waiting") {
                log.status(WAITING);
            } else if (frame.words[0] === "waited") {
                log.status("Running");
            } else if (CLOSING_REPORTS.has(frame.words[0] ?? "")) {
                const text = frame.words[0] === "sudo" ? words.said() : frame.text;
                const cutShort = frame.words[0] === "sudo" && begun;
                finish(cutShort ? SUDO_ENDED : { kind: "reported", words: frame.words, text });
            }
            begun ||= frame.kind === "words" && frame.words[0] === "hello";
            hello = true;
        };
        const parser = makeFrameParser(marker, onFrame);
        channel.onStdout((bytes) => {
            heardAt = clock.monotonicMs();
            if (!hello) {
                words.hear(bytes);
            }
            parser.push(bytes);
        });
        channel.onStderr(words.hear);
        channel.ended.then((channelEnd) =>
            channelEnd.kind === "lost"
                ? finish({ kind: "lost", reason: channelEnd.reason })
                : finish({ kind: "silent", channelEnd, said: words.said(), hello }),
        );
        channel.write(text).then(
            () => channel.end(),
            // How the channel ended says more than the write that failed.
            () => {},
        );
    });
}

/** A channel, or a rejection when there is none by the deadline; one that comes later is given up. */
async function openChannel(session: Session, deadline: Deadline): Promise<Channel> {
    let late = false;
    // Opened by the race itself: what nobody waits for any more must not fail unheard, which ends the process.
    const open = async () => {
        const channel = await session.exec(REMOTE_SHELL);
        if (late) {
            channel.close();
        }
        return channel;
    };
    return deadline.race(open, () => {
        late = true;
        return new Error("no channel was opened before the deadline");
    });
}

function watchSilence(clock: Clock, heardAt: () => number, channel: Channel): () => void {
    let cancel = () => {};
    const watch = (delayMs: number) => {
        cancel = clock.after(delayMs, () => {
            const quietMs = clock.monotonicMs() - heardAt();
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
