import type { Client, ClientChannel } from "ssh2";
import type { Clock } from "../base/clock";
import { ProviderError } from "../base/error";
import { makeChannel } from "./channel";
import type { Channel, Session, SessionFacts } from "./session";

/** A session with what the pool must know about it. */
export interface OpenSession extends Session {
    /** Resolves with the reason when the connection is gone, however it went; never rejects. */
    readonly gone: Promise<string>;
    isGone(): boolean;
    /** Ends the connection at once. */
    close(): void;
}

/** A refused channel ran nothing, so it is asked for again. */
const REFUSED_RETRY_MS = [10, 20, 50, 100, 200, 500];

/** Wraps an authenticated ssh2 client. */
export function makeSession(
    client: Client,
    facts: SessionFacts,
    socket: NodeJS.EventEmitter & { destroy(): void },
    clock: Clock,
): OpenSession {
    let goneReason: string | undefined;
    const gone = new Promise<string>((resolve) => {
        const finish = (reason: string) => {
            goneReason ??= reason;
            resolve(goneReason);
        };
        client.on("error", (error: Error) => finish(error.message));
        const onClose = () => finish("the connection was closed");
        client.once("end", onClose);
        client.once("close", onClose);
        socket.once("close", onClose);
    });
    return {
        facts: Object.freeze(facts),
        gone,
        isGone: () => goneReason !== undefined,
        exec: (command) => openChannel(client, command, gone, clock),
        close: () => {
            // `end` alone leaves the socket open for ever on a dead network.
            client.end();
            socket.destroy();
        },
    };
}

async function openChannel(client: Client, command: string, gone: Promise<string>, clock: Clock): Promise<Channel> {
    for (let attempt = 0; ; attempt += 1) {
        const opened = await Promise.race([execOn(client, command), gone.then((reason) => new Error(reason))]);
        if (!(opened instanceof Error)) {
            return makeChannel(opened, gone);
        }
        const delayMs = REFUSED_RETRY_MS[Math.min(attempt, REFUSED_RETRY_MS.length - 1)] ?? 0;
        if (!/open failed/i.test(opened.message) || attempt >= 40) {
            throw channelError(opened);
        }
        await clock.sleep(delayMs);
    }
}

function execOn(client: Client, command: string): Promise<ClientChannel | Error> {
    return new Promise((resolve) => {
        try {
            client.exec(command, (error, stream) => resolve(error ?? stream));
        } catch (error) {
            // ssh2 throws at once when the client is closed.
            resolve(error instanceof Error ? error : new Error(String(error)));
        }
    });
}

function channelError(cause: Error): ProviderError {
    const refused = /open failed|unable to exec/i.test(cause.message);
    return new ProviderError({
        code: refused ? "SSH_CHANNEL_REFUSED" : "SSH_CONNECTION_LOST",
        summary: refused
            ? "sshd refused to start a command on the open connection."
            : "The SSH connection was lost before the command could be started.",
        layer: "ssh",
        commandRan: "did-not-run",
        retryable: !refused,
        remedies: refused
            ? ["Check MaxSessions and ForceCommand in the instance's sshd_config; one session at a time is enough."]
            : [],
        details: cause.message,
    });
}
