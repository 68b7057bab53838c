import { quoteForShell } from "../../base/shell";
import type { Channel, ChannelEnd, Session } from "../../session/session";
import { EVALUATOR, PIECE_END, REMOTE_COMMAND } from "./evaluator";
import { PRELUDE } from "./prelude.sh";

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

/** The words of one report. */
export type OnReport = (words: readonly string[]) => void;

const LONGEST_SAID = 2_000;

/** Opens a shell on the host and readies it for the other pieces of program; it is given up when `signal` is aborted. */
export async function openHostShell(
    session: Session,
    marker: string,
    onReport: OnReport,
    signal: AbortSignal,
): Promise<HostShell> {
    const channel = await session.exec(REMOTE_COMMAND);
    signal.addEventListener("abort", () => channel.close(), { once: true });
    const heard = makeHeard(channel.ended);
    const said = listen(channel, marker, (words) => {
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

/** The piece that readies a shell, also one of another user. */
export function printPrelude(marker: string): string {
    const middle = marker.length / 2;
    return [
        `eic_marker_first=${quoteForShell(marker.slice(0, middle))}`,
        `eic_marker_second=${quoteForShell(marker.slice(middle))}`,
        `eic_boot=${quoteForShell(EVALUATOR)}`,
        PRELUDE,
    ].join("\n");
}

/**
 * The pieces after which the shell is another user's, and root's no more. Nothing comes back: whoever ends that shell ends the
 * channel, and what was to be done in it is done by nobody.
 */
export function printBecoming(user: { readonly name: string; readonly userId: string }, marker: string): string[] {
    const prelude = printPrelude(marker);
    return [
        "eic_elevate || exit 9",
        prelude,
        printCall("eic_become", user.name, user.userId),
        prelude,
        printCall("eic_need_user", user.userId),
    ];
}

/** A call of a function of the host's program: each argument arrives byte for byte. */
export function printCall(name: string, ...values: readonly (string | number)[]): string {
    return [name, ...values.map((value) => quoteForShell(String(value)))].join(" ");
}

/** Remembers which words were reported, for those who wait for one. */
function makeHeard(ended: Promise<unknown>) {
    const words = new Set<string>();
    const waiting = new Map<string, () => void>();
    return {
        hear: (word: string) => {
            words.add(word);
            waiting.get(word)?.();
        },
        waitFor: async (word: string): Promise<void> => {
            if (words.has(word)) {
                return;
            }
            const heard = new Promise<void>((resolve) => {
                const before = waiting.get(word);
                waiting.set(word, () => {
                    before?.();
                    resolve();
                });
            });
            await Promise.race([heard, ended]);
            if (!words.has(word)) {
                throw new Error("the shell has ended");
            }
        },
    };
}

/** Enough for a packet to be worth its way; the host sees nothing of how bytes were gathered. */
const PACKET_BYTES = 256 * 1024;

/** Gathers small writes: each write of its own would be a packet of its own. */
function makePackets(write: (bytes: Buffer) => Promise<void>) {
    let gathered: Buffer[] = [];
    let size = 0;
    const flush = async () => {
        const [first] = gathered;
        const bytes = gathered.length === 1 && first !== undefined ? first : Buffer.concat(gathered, size);
        gathered = [];
        size = 0;
        if (bytes.length > 0) {
            await write(bytes);
        }
    };
    return {
        flush,
        push: async (bytes: Buffer) => {
            size += bytes.length;
            if (size >= PACKET_BYTES) {
                gathered.push(bytes);
                await flush();
            } else {
                // A copy: whose memory it is may use it again.
                gathered.push(Buffer.from(bytes));
            }
        },
    };
}

function printPiece(piece: string): Buffer {
    const body = Buffer.from(`${piece}\n${PIECE_END}`);
    return Buffer.concat([Buffer.from(`${body.length}\n`), body]);
}

function listen(channel: Channel, marker: string, onReport: OnReport): () => string {
    const start = `${marker} `;
    let line = "";
    let said = "";
    const hear = (text: string) => {
        said = (said + text).slice(-LONGEST_SAID);
    };
    channel.onStdout((chunk) => {
        const lines = (line + chunk.toString("latin1")).split("\n");
        line = lines.pop() ?? "";
        for (const whole of lines) {
            const at = whole.indexOf(start);
            if (at < 0) {
                hear(`${whole}\n`);
            } else {
                const words = whole.slice(at + start.length);
                onReport(Buffer.from(words, "latin1").toString("utf8").split(" "));
            }
        }
    });
    channel.onStderr((chunk) => hear(chunk.toString("utf8")));
    return () => said.trim();
}

/** Runs the pieces of program one after the other. */
export async function runAll(pieces: readonly string[], shell: HostShell): Promise<void> {
    for (const piece of pieces) {
        await shell.run(piece);
    }
}
