import type { ChannelEnd, Session } from "../../session/session";
import { PIECE_END, REMOTE_COMMAND } from "./evaluator";
import { makePackets } from "./packets";
import { printPrelude } from "./print-prelude";
import { makeReportedWords } from "./reported-words";
import { listenForReports, type OnReport } from "./reports";

/** A shell on the host that runs pieces of program as they are sent, with contents between them. */
export interface HostShell {
    /** Sends a piece of program; resolves when the connection has taken it. Rejects when the shell is gone. */
    run(piece: string): Promise<void>;
    /** Sends bytes that the piece before takes from its stdin. */
    send(bytes: Buffer): Promise<void>;
    /** Sends what was gathered. */
    flush(): Promise<void>;
    /** Says that no more comes, and waits until the host has done it all. */
    finish(): Promise<ShellEnd>;
    /** Sends what was gathered, and waits until the host has reported `word`. Rejects when the shell is gone. */
    reported(word: string): Promise<void>;
    readonly ended: Promise<ChannelEnd>;
    close(): void;
}

export interface ShellEnd {
    readonly channelEnd: ChannelEnd;
    /** What came beside the reports: the words of a shell or a tool that failed. */
    readonly said: string;
}

/** Opens a shell on the host and readies it for the other pieces of program; it is given up when `signal` is aborted. */
export async function openHostShell(
    session: Session,
    marker: string,
    onReport: OnReport,
    signal: AbortSignal,
): Promise<HostShell> {
    const channel = await session.exec(REMOTE_COMMAND);
    signal.addEventListener("abort", () => channel.close(), { once: true });
    const heard = makeReportedWords(channel.ended);
    const said = listenForReports(channel, marker, (words) => {
        onReport(words);
        heard.hear(words[0] ?? "");
    });
    const packets = makePackets((bytes) => channel.write(bytes));
    const run = (piece: string) => packets.push(printPiece(piece));
    const shell: HostShell = {
        run,
        send: packets.push,
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
        close: () => channel.close(),
    };
    await run(`${printPrelude(marker)}\neic_report hello`).catch(() => {});
    await packets.flush().catch(() => {});
    return shell;
}

function printPiece(piece: string): Buffer {
    const body = Buffer.from(`${piece}\n${PIECE_END}`);
    return Buffer.concat([Buffer.from(`${body.length}\n`), body]);
}

/** Runs the pieces of program one after the other. */
export async function runAll(pieces: readonly string[], shell: HostShell): Promise<void> {
    for (const piece of pieces) {
        await shell.run(piece);
    }
}
