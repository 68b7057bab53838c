import type { Channel, ChannelEnd, Session } from "../session/session";
import type { Acting } from "./acting";
import { type Frame, makeFrameParser } from "./frame-parser";
import { FIRST_TEXT, makeHostWords } from "./host-words";
import { makePackets } from "./packets";
import { printBecoming, printPrelude } from "./print-prelude";
import { BEFORE_TEXT, commandOf, PIECE_END, READY } from "./remote/evaluator";
import { makeReportedWords } from "./reported-words";

/** A shell on the host that runs pieces of program as they are sent, with contents between them. */
export interface Shell {
    /**
     * Sends a piece of program; resolves when the connection has taken it. Rejects when the shell is gone. The host runs nothing
     * of it before `beforeEnd` is told.
     */
    run(piece: string, beforeEnd?: () => void): Promise<void>;
    /** Readies the shell that the pieces before have made another user's. */
    ready(): Promise<void>;
    /** Sends bytes that the piece before takes from its stdin. */
    send(bytes: Buffer): Promise<void>;
    /** Sends what was gathered. */
    flush(): Promise<void>;
    /** Says that no more comes, and waits until the host has done it all. */
    finish(): Promise<ShellEnd>;
    /** Sends what was gathered, and waits until the host has reported `word`. Rejects when the shell is gone. */
    reported(word: string): Promise<void>;
    readonly ended: Promise<ChannelEnd>;
    /** Resolves to whether the shell reads pieces as such once it runs our text, and to undefined when it has ended before. */
    readonly hello: Promise<boolean | undefined>;
    /** Resolves to true once no start-up file is in the way any more: what is sent from then on is read; to false when it has ended before. */
    readonly begun: Promise<boolean>;
    /** What came beside the frames so far: banners, and the words of a shell or a tool that failed. */
    said(): string;
    /** Reads no more of what the host sends until `resume`, so that it waits. */
    pause(): void;
    resume(): void;
    /** Says that no more comes. */
    end(): void;
    close(): void;
}

export interface ShellEnd {
    readonly channelEnd: ChannelEnd;
    readonly said: string;
}

export interface ShellSettings {
    readonly evaluator: string;
    readonly marker: string;
    /** @default the user that signs in */
    readonly acting?: Acting | undefined;
    readonly onFrame: (frame: Frame, order: number) => void;
    /**
     * Whether nothing is sent before the evaluator says that it reads, since a start-up file puts another shell in its place.
     * @default false
     */
    readonly isPatient?: boolean;
    /** Told that the connection has taken a part of what is sent. */
    readonly onTaken?: () => void;
    /** The shell is given up when it is aborted. */
    readonly signal: AbortSignal;
}

/** Opens a shell on the host, readied for pieces of program: it reports `hello`, and goes on as who is to act. */
export async function openShell(session: Session, settings: ShellSettings): Promise<Shell> {
    const { signal } = settings;
    const { evaluator, isPatient = false } = settings;
    const channel = await session.exec(commandOf(evaluator));
    signal.addEventListener("abort", () => channel.close(), { once: true });
    if (signal.aborted) {
        channel.close();
    }
    const heard = makeReportedWords(channel.ended);
    let greet = (_reads: boolean | undefined) => {};
    const hello = new Promise<boolean | undefined>((resolve) => {
        greet = resolve;
    });
    void channel.ended.then(() => greet(undefined));
    const onFrame = (frame: Frame, order: number) => {
        if (frame.kind === "words" && frame.words[0] === "hello") {
            greet(frame.words[1] === "yes");
        }
        settings.onFrame(frame, order);
        if (frame.kind === "words") {
            heard.hear(frame.words[0] ?? "");
        }
    };
    // It would send back all that is to come, and never end by itself.
    const onEcho = () => channel.end();
    let isReady = () => {};
    const reads = new Promise<void>((resolve) => {
        isReady = resolve;
    });
    const said = listenTo(channel, settings.marker, {
        onFrame,
        onEcho,
        onReady: () => isReady(),
    });
    const packets = makePackets((bytes) => channel.write(bytes), settings.onTaken);
    const run = (piece: string, beforeEnd?: () => void) => packets.push(printPiece(piece), beforeEnd);
    const shell: Shell = {
        run,
        ready: () => run(printPrelude(settings)),
        send: (bytes) => packets.push(bytes),
        flush: packets.flush,
        finish: async () => {
            await packets.flush().catch(() => {});
            channel.end();
            return { channelEnd: await channel.ended, said: said() };
        },
        reported: async (word) => {
            await packets.flush();
            await heard.waitFor(word);
        },
        ended: channel.ended,
        hello,
        begun: Promise.race([reads.then(() => true), hello.then((heard) => heard !== undefined)]),
        said,
        pause: () => channel.pause(),
        resume: () => channel.resume(),
        end: () => channel.end(),
        close: () => channel.close(),
    };
    await packets.push(Buffer.from(BEFORE_TEXT)).catch(() => {});
    if (isPatient) {
        // The comment tells a host that sends back what it was sent.
        await packets.push(Buffer.from(`# ${FIRST_TEXT}\n${commandOf(evaluator)}\n`)).catch(() => {});
        await packets.flush().catch(() => {});
        await Promise.race([reads, channel.ended]);
    }
    const greeting = `${printPrelude(settings)}\neic_report hello "$eic_evaluates"`;
    for (const piece of [greeting, ...printBecoming(settings.acting ?? { kind: "login" }, settings)]) {
        await run(piece).catch(() => {});
    }
    // The host gets ready while the next pieces are printed. How the shell ended says more than a write that failed.
    await packets.flush().catch(() => {});
    return shell;
}

interface Listener {
    readonly onFrame: (frame: Frame, order: number) => void;
    /** Told when the host sends back what it was sent. */
    readonly onEcho?: () => void;
    /** Told when an evaluator says that it reads. */
    readonly onReady?: () => void;
}

const READS = new RegExp(`(?:^|\n)${READY}\r?\n`);
const LONGEST_BEGINNING = 4_096;

/** Hands on each frame of a channel, and gives what came beside them. */
export function listenTo(
    channel: Channel,
    marker: string,
    { onFrame, onEcho = () => {}, onReady = () => {} }: Listener,
): () => string {
    const words = makeHostWords();
    const hear = (bytes: Buffer) => {
        const before = words.echoes();
        words.hear(bytes);
        if (words.echoes() && !before) {
            onEcho();
        }
    };
    const parser = makeFrameParser(marker, { onFrame, onNoise: hear });
    let beginning: string | undefined = "";
    channel.onStdout((bytes) => {
        if (beginning !== undefined) {
            // Behind whatever start-up files print.
            beginning = (beginning + bytes.toString("latin1")).slice(-LONGEST_BEGINNING);
            if (READS.test(beginning)) {
                beginning = undefined;
                onReady();
            }
        }
        parser.push(bytes);
    });
    channel.onStderr(hear);
    return () => words.said(parser.unread());
}

function printPiece(piece: string): Buffer {
    const body = Buffer.from(`${piece}\n${PIECE_END}`);
    return Buffer.concat([Buffer.from(`${body.length}\n`), body]);
}
