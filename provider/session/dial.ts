import { connect, type Socket } from "node:net";
import { ProviderError } from "../base/error";

/** An open TCP connection whose first bytes are remembered: sshd says there why it hangs up, and ssh2 drops it. */
export interface Dialled {
    readonly socket: Socket;
    /** What the server sent before it spoke SSH, as printable text; empty when it spoke SSH at once. */
    greeting(): string;
}

/** Text that sshd sends in place of its identification line; longer text is cut. */
const GREETING_BYTES = 256;

/**
 * Opens a TCP connection to sshd.
 * @throws {ProviderError} `NET_…`: retryable while sshd may still come up.
 */
export function dial(address: string, port: number, signal: AbortSignal): Promise<Dialled> {
    return new Promise((resolve, reject) => {
        const socket = connect({ host: address, port, noDelay: true });
        const onAbort = () => {
            socket.destroy();
            reject(signal.reason);
        };
        const onError = (error: NodeJS.ErrnoException) => {
            signal.removeEventListener("abort", onAbort);
            socket.destroy();
            reject(dialError(error, address, port));
        };
        if (signal.aborted) {
            onAbort();
            return;
        }
        signal.addEventListener("abort", onAbort, { once: true });
        socket.once("error", onError);
        socket.once("connect", () => {
            signal.removeEventListener("abort", onAbort);
            socket.removeListener("error", onError);
            // ssh2 attaches its own listener a tick later; without one an early reset would end the process.
            socket.on("error", () => {});
            resolve({ socket, greeting: rememberGreeting(socket) });
        });
    });
}

function rememberGreeting(socket: Socket): () => string {
    let first = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
        first = Buffer.concat([first, chunk.subarray(0, GREETING_BYTES - first.length)]);
        if (first.length >= GREETING_BYTES || first.includes("SSH-")) {
            socket.removeListener("data", onData);
        }
    };
    socket.prependListener("data", onData);
    socket.pause();
    return () => {
        const text = first.toString("latin1");
        return text.startsWith("SSH-") ? "" : text.replace(/[^\x20-\x7e]+/g, " ").trim();
    };
}

const FATAL_CODES: Record<string, string> = {
    ENOTFOUND: "its name can't be resolved",
    EACCES: "this machine does not allow the connection",
    EPERM: "this machine does not allow the connection",
    EINVAL: "the address is not valid",
};

const WAITING_CODES: Record<string, string> = {
    ECONNREFUSED: "nothing listens there (sshd is not up yet, or not on this port)",
    ETIMEDOUT: "no answer (a security group, network ACL or route drops the packets, or the instance is booting)",
    EHOSTUNREACH: "no route to the host",
    ENETUNREACH: "this machine has no route to that network",
    ECONNRESET: "the connection was reset",
    EAI_AGAIN: "the name server did not answer",
};

/** Why there is no TCP connection. */
export function dialError(error: NodeJS.ErrnoException, address: string, port: number): ProviderError {
    const code = error.code ?? "";
    const fatal = FATAL_CODES[code];
    return new ProviderError({
        code: code === "ECONNREFUSED" ? "NET_REFUSED" : fatal === undefined ? "NET_UNREACHABLE" : "NET_BAD_ADDRESS",
        summary: `Could not reach sshd at ${printAddress(address, port)}: ${fatal ?? WAITING_CODES[code] ?? error.message}.`,
        layer: "network",
        commandRan: "did-not-run",
        retryable: fatal === undefined,
        remedies: [
            `Allow TCP port ${port} from this machine in the instance's security group and its subnet's network ACL.`,
            "Check connection.route, connection.address and connection.port.",
        ],
        details: code,
    });
}

/** `host:port` as people write it, with brackets around an IPv6 address. */
export function printAddress(address: string, port: number): string {
    return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
