import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import type { Clock } from "../base/clock";
import { ProviderError } from "../base/error";
import { makeChannel, makeTerminalChannel } from "./channel";
import { forwardOn } from "./forward";
import type { Channel, Session, SessionFacts, SessionLease, TerminalRequest } from "./session";

/** A session with what the pool must know about it. */
export interface OpenSession extends Session {
    /** Resolves with the reason when the connection is gone, however it went; never rejects. */
    readonly gone: Promise<string>;
    isGone(): boolean;
    /** How many channels the server has shown to allow at a time: unlimited until it refuses one for a second. */
    capacity(): number;
    readonly hostKey: SessionLease["hostKey"];
    readonly terminal: SessionLease["terminal"];
    readonly forward: SessionLease["forward"];
    /** Ends the connection at once. @default "the connection was closed" for `reason` */
    close(reason?: string): void;
}

/** A refused channel ran nothing, so it is asked for again: sshd frees the place of an ended one a little late. */
const REFUSED_RETRY_MS = [10, 20, 50, 100, 200, 300, 400];

/** An authenticated ssh2 client and the stream that it speaks over. */
interface SignedIn {
    readonly client: Client;
    readonly stream: Duplex;
    readonly facts: SessionFacts;
    readonly hostKey: string;
    readonly clock: Clock;
}

/** Makes the session of a client that is signed in. */
export function makeSession({ client, stream, facts, hostKey, clock }: SignedIn): OpenSession {
    let goneReason: string | undefined;
    const gone = new Promise<string>((resolve) => {
        const finish = (reason: string) => {
            goneReason ??= reason;
            resolve(goneReason);
        };
        client.on("error", (error: Error) => finish(error.message));
        const onClose = () => finish(stream.errored?.message ?? "the connection was closed");
        client.once("end", onClose);
        client.once("close", onClose);
        stream.once("close", onClose);
    });
    let openChannels = 0;
    let capacity = Number.POSITIVE_INFINITY;
    const open = async <T extends Channel>(request: (opened: Opened) => void, make: Make<T>): Promise<T> => {
        const opened = await openChannel(() => requestOn(request, (stream) => make(stream, gone)), gone, clock);
        if (opened instanceof Error) {
            if (isRefusal(opened)) {
                capacity = openChannels;
            }
            throw channelError(opened, openChannels);
        }
        openChannels += 1;
        void opened.ended.then(() => {
            openChannels -= 1;
        });
        return opened;
    };
    return {
        facts: Object.freeze(facts),
        hostKey,
        gone,
        isGone: () => goneReason !== undefined,
        capacity: () => capacity,
        exec: (command) => open((opened) => client.exec(command, opened), makeChannel),
        terminal: (terminal) => open((opened) => requestTerminal(client, terminal, opened), makeTerminalChannel),
        forward: (address, port) => forwardOn(client, { address, port }, gone),
        close: (reason) => {
            if (reason !== undefined) {
                goneReason ??= reason;
            }
            // `end` alone leaves the stream open for ever on a dead network.
            client.end();
            stream.destroy();
        },
    };
}

/** How ssh2 answers a request for a channel. */
type Opened = (error: Error | undefined, stream: ClientChannel) => void;

type Make<T> = (stream: ClientChannel, gone: Promise<string>) => T;

/** The channel, or why there is none: the connection is gone, or the server has refused for about a second. */
async function openChannel<T extends Channel>(
    ask: () => Promise<T | Error>,
    gone: Promise<string>,
    clock: Clock,
): Promise<T | Error> {
    for (let attempt = 0; ; attempt += 1) {
        const opened = await Promise.race([ask(), gone.then((reason) => new Error(reason))]);
        if (!(opened instanceof Error)) {
            return opened;
        }
        const delayMs = REFUSED_RETRY_MS[attempt];
        if (!isRefusal(opened) || delayMs === undefined) {
            return opened;
        }
        await clock.sleep(delayMs);
    }
}

/** ssh2 puts the server's reason code on the error of a channel that was not opened, and on no other. */
function isRefusal(error: Error): boolean {
    return typeof (error as { reason?: unknown }).reason === "number";
}

/** The channel is made inside the callback: a command that ends at once tells so before any promise has settled. */
function requestOn<T>(request: (opened: Opened) => void, make: (stream: ClientChannel) => T): Promise<T | Error> {
    return new Promise((resolve) => {
        try {
            request((error, stream) => resolve(error ?? make(stream)));
        } catch (error) {
            // ssh2 throws at once when the client is closed.
            resolve(error instanceof Error ? error : new Error(String(error)));
        }
    });
}

function requestTerminal(client: Client, { size, type, command }: TerminalRequest, opened: Opened): void {
    // Sizes in pixels are not known; with 0 for them the far side goes by columns and rows.
    const pty = { term: type, cols: size.columns, rows: size.rows, width: 0, height: 0 };
    if (command === undefined) {
        client.shell(pty, opened);
    } else {
        client.exec(command, { pty }, opened);
    }
}

/** Why no channel was opened. */
export function channelError(cause: Error, openChannels: number): ProviderError {
    if (!isRefusal(cause)) {
        return new ProviderError({
            code: "SSH_CONNECTION_LOST",
            summary: "The SSH connection was lost before the command could be started.",
            commandRan: "did-not-run",
            retryable: true,
            remedies: [({ again }) => `Run ${again}.`],
            details: cause.message,
        });
    }
    return new ProviderError({
        code: "SSH_CHANNEL_REFUSED",
        summary: `sshd refused to start a command on the connection (commands already running on it: ${openChannels}).`,
        commandRan: "did-not-run",
        // With others running there, another connection has room; alone it would be refused again.
        retryable: openChannels > 0,
        remedies: [
            "Check MaxSessions and ForceCommand in the instance's sshd_config; one session at a time is enough.",
        ],
        details: cause.message,
    });
}
