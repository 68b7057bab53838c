import type { Channel, ChannelEnd, SessionLease, TerminalChannel } from "../provider/session/session";
import { makeEscapeReader } from "./escapes";
import { UsageError } from "./usage-error";

/** What is run on the far side, and how. */
export interface Wanted {
    /** @default the login shell */
    readonly command: string | undefined;
    readonly hasTerminal: boolean;
    readonly readsStdin: boolean;
}

/** Options of `ssh` that this client knows. */
const KNOWN = ["-t", "-T", "-n", "-q", "-x", "-a", "-4", "-6"];

/**
 * Reads the options of `ssh` and the command, as far as this client goes.
 * @throws {UsageError} an option needs OpenSSH.
 */
export function readWanted(options: readonly string[], words: readonly string[], isOnTerminal: boolean): Wanted {
    const other = options.find((option) => !KNOWN.includes(option));
    if (other !== undefined) {
        throw new UsageError(
            `the option ${other} needs OpenSSH, which is not on PATH: install it, for instance with apt install openssh-client`,
        );
    }
    const command = words.length === 0 ? undefined : words.join(" ");
    const forced = options.filter((option) => option === "-t").length;
    const isWanted = forced > 0 || command === undefined;
    return {
        command,
        hasTerminal: !options.includes("-T") && (forced > 1 || (isOnTerminal && isWanted)),
        readsStdin: !options.includes("-n"),
    };
}

/** Carries out on a connection what is wanted, on the streams of this process, and returns the exit code as ssh would. */
export async function runOnTerminal(lease: SessionLease, wanted: Wanted, name: string): Promise<number> {
    const end = wanted.hasTerminal ? await runWithTerminal(lease, wanted) : await runPlain(lease, wanted);
    if (end === "left") {
        process.stderr.write(`\nConnection to ${name} closed.\n`);
        return 255;
    }
    switch (end.kind) {
        case "exited":
            return end.exitCode;
        case "signalled":
            // As ssh, which tells no signal.
            return 255;
        case "lost":
            process.stderr.write(`${wanted.hasTerminal ? "\n" : ""}Connection to ${name} lost: ${end.reason}.\n`);
            return 255;
    }
}

async function runPlain({ session }: SessionLease, { command, readsStdin }: Wanted): Promise<ChannelEnd> {
    // In the syntax that all login shells have in common.
    const channel = await session.exec(command ?? "exec $SHELL -l");
    deliver(channel);
    if (readsStdin) {
        void passOn(process.stdin, channel);
    } else {
        channel.end();
    }
    return channel.ended.finally(() => process.stdin.destroy());
}

/** Outputs go where ours go, no faster than they are taken. */
function deliver(channel: Channel): void {
    for (const [listen, stream] of [
        [channel.onStdout, process.stdout],
        [channel.onStderr, process.stderr],
    ] as const) {
        stream.on("error", () => channel.close());
        listen((chunk) => {
            if (!stream.write(chunk)) {
                channel.pause();
                stream.once("drain", () => channel.resume());
            }
        });
    }
}

async function passOn(stdin: NodeJS.ReadStream, channel: Channel): Promise<void> {
    try {
        for await (const chunk of stdin) {
            await channel.write(chunk as Buffer);
        }
        channel.end();
    } catch {
        // The far side has ended, which says why.
    }
}

async function runWithTerminal(lease: SessionLease, { command }: Wanted): Promise<ChannelEnd | "left"> {
    const { stdin, stdout } = process;
    const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
    const channel = await lease.terminal({ size: size(), type: process.env.TERM || "xterm", command });
    deliver(channel);
    const left = new Promise<"left">((resolve) => {
        const leave = () => resolve("left");
        stdin.on("data", typeInto(channel, leave));
        process.once("SIGTERM", leave).once("SIGHUP", leave);
    });
    const onResize = () => channel.resize(size());
    stdout.on("resize", onResize);
    const isRaw = stdin.isTTY === true;
    if (isRaw) {
        stdin.setRawMode(true);
    }
    stdin.once("end", () => channel.end());
    try {
        return await Promise.race([channel.ended, left]);
    } finally {
        channel.close();
        stdout.off("resize", onResize);
        if (isRaw) {
            stdin.setRawMode(false);
        }
        stdin.destroy();
    }
}

const WISHES = "\r\nTo this client, behind a line break:\r\n  ~.  leave\r\n  ~?  this list\r\n  ~~  send ~\r\n";

function typeInto(channel: TerminalChannel, leave: () => void): (typed: Buffer) => void {
    const read = makeEscapeReader();
    return (typed) => {
        for (const { send, wish } of read(typed)) {
            if (send.length > 0) {
                process.stdin.pause();
                channel.write(send).then(
                    () => process.stdin.resume(),
                    () => {},
                );
            }
            if (wish === "leave") {
                leave();
            } else if (wish === "list") {
                process.stderr.write(WISHES);
            }
        }
    };
}
