import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ProviderError } from "../../provider/base/error";
import type { Channel, ChannelEnd, Session } from "../../provider/session/session";

/** Where a local session breaks: after so many bytes that the client sent, or that it received, over all channels. */
export interface Cut {
    readonly afterSentBytes?: number;
    readonly afterReceivedBytes?: number;
    readonly afterMs?: number;
    /** Only what the client sends is cut off: what the host says of it still arrives, as with a connection half closed. */
    readonly isHalf?: boolean;
}

export interface LocalSessionSettings {
    /** Keeps nothing of what was sent, for tests of memory. */
    readonly forgetsSent?: boolean;
    /** The login shell and its arguments before the command; default `/bin/sh -c`. */
    readonly loginShell?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly cut?: Cut;
}

/** A session whose host is this machine, and whose link can be severed. */
export interface LocalSession extends Session {
    cut(): void;
    /** The texts that were sent, for tests of what travels. */
    readonly sent: readonly string[];
}

/** Makes a session that runs each command by a local shell over pipes: like sshd without a terminal. */
export function makeLocalSession(settings: LocalSessionSettings = {}): LocalSession {
    const [shell = "/bin/sh", ...shellArguments] = settings.loginShell ?? ["/bin/sh", "-c"];
    const links = new Set<() => void>();
    const sent: string[] = [];
    let severed = false;
    let sentBytes = 0;
    let receivedBytes = 0;
    const cut = () => {
        severed = true;
        for (const sever of [...links]) {
            sever();
        }
    };
    if (settings.cut?.afterMs !== undefined) {
        setTimeout(cut, settings.cut.afterMs).unref();
    }
    const mayPass = (total: number, limit: number | undefined, wantedBytes: number) =>
        limit === undefined ? wantedBytes : Math.max(0, Math.min(wantedBytes, limit - total));

    const exec = async (command: string): Promise<Channel> => {
        if (severed) {
            throw lostBeforeOpen();
        }
        const child = spawn(shell, [...shellArguments, command], {
            stdio: ["pipe", "pipe", "pipe"],
            detached: true,
            ...(settings.environment === undefined ? {} : { env: settings.environment }),
        });
        // A shell that can't be started is a fault of the test's host, not a link that broke: it must not be tried again.
        await once(child, "spawn");
        const channel = makeChannel(child);
        if (severed) {
            channel.close();
        }
        return channel;
    };

    const makeChannel = (child: ChildProcess): Channel => {
        let settle: (end: ChannelEnd) => void = () => {};
        const ended = new Promise<ChannelEnd>((resolve) => {
            settle = resolve;
        });
        const sever = () => {
            links.delete(sever);
            for (const stream of [child.stdin, child.stdout, child.stderr]) {
                stream?.destroy();
            }
            settle({ kind: "lost", reason: "the link was cut" });
        };
        links.add(sever);
        child.stdin?.on("error", () => {});
        child.on("error", () => sever());
        child.on("close", (code, signal) => {
            links.delete(sever);
            settle(signal === null ? { kind: "exited", exitCode: code ?? -1 } : { kind: "signalled", signal });
        });
        const receive = (chunk: Buffer, listener: (chunk: Buffer) => void) => {
            const passes = mayPass(receivedBytes, settings.cut?.afterReceivedBytes, chunk.length);
            receivedBytes += passes;
            if (passes > 0) {
                listener(chunk.subarray(0, passes));
            }
            if (passes < chunk.length) {
                cut();
            }
        };
        return {
            write: (data) => {
                const bytes = Buffer.from(data);
                const passes = mayPass(sentBytes, settings.cut?.afterSentBytes, bytes.length);
                sentBytes += passes;
                if (settings.forgetsSent !== true) {
                    sent.push(bytes.toString("utf8"));
                }
                return new Promise((resolve, reject) => {
                    const afterwards = (error: Error | null | undefined) => {
                        if (passes < bytes.length) {
                            if (settings.cut?.isHalf === true) {
                                severed = true;
                                child.stdin?.end();
                            } else {
                                cut();
                            }
                            reject(new Error("the link was cut"));
                        } else if (error) {
                            reject(error);
                        } else {
                            resolve();
                        }
                    };
                    child.stdin?.write(bytes.subarray(0, passes), afterwards);
                });
            },
            end: () => child.stdin?.end(),
            onStdout: (listener) => child.stdout?.on("data", (chunk: Buffer) => receive(chunk, listener)),
            onStderr: (listener) => child.stderr?.on("data", (chunk: Buffer) => receive(chunk, listener)),
            pause: () => child.stdout?.pause(),
            resume: () => child.stdout?.resume(),
            ended,
            close: sever,
        };
    };
    return {
        facts: { keyFingerprint: "", requestId: "", hostKeyFingerprint: "", route: "given", address: "host" },
        exec,
        cut,
        sent,
    };
}

function lostBeforeOpen(): ProviderError {
    return new ProviderError({
        code: "SSH_CONNECTION_LOST",
        summary: "The link was cut.",
        commandRan: "did-not-run",
        retryable: true,
    });
}
