import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Deadline } from "../base/deadline";
import { ProviderError } from "../base/error";
import type { DirectWay, Way } from "../instance/way";
import { dialThroughProxy } from "./dial-proxy";
import { dialTunnel } from "./dial-tunnel";
import { printAddress } from "./print-address";
import type { JumpHost, OpenTunnel } from "./request";
import { whenRefused, whenUnreachable } from "./unreachable";

/** What a way needs besides what it says of itself. */
export interface DialTools {
    readonly signal: AbortSignal;
    readonly deadline: Deadline;
    readonly openTunnel: OpenTunnel | undefined;
    /** The jump host, for a way through one. */
    readonly jump: Pick<JumpHost, "forward"> | undefined;
}

/**
 * Opens a stream to sshd by one way. It is closed, or never opened, once the signal is aborted.
 * @throws {ProviderError} `NET_…` or `TUNNEL_…`: retryable while sshd may still come up.
 */
export type Dial = (way: Way, tools: DialTools) => Promise<Duplex>;

/** Dials each kind of way that there is. */
export const dial: Dial = (way, { signal, deadline, openTunnel, jump }) => {
    switch (way.kind) {
        case "direct":
            return way.proxy === undefined ? dialDirectly(way, signal) : dialThroughProxy(way.proxy, way, signal);
        case "jump":
            if (jump === undefined) {
                throw new Error("the request has no jump host");
            }
            return closedIfLate(jump.forward(way.address, way.port), signal);
        case "tunnel":
            if (openTunnel === undefined) {
                throw new Error("the request has no way to open a tunnel");
            }
            return openTunnel(
                way,
                (access) => dialTunnel(way, { ...access, signal: AbortSignal.any([access.signal, signal]) }),
                deadline,
            );
    }
};
/** What can't be given up is closed if it opens too late. */
async function closedIfLate(opening: Promise<Duplex>, signal: AbortSignal): Promise<Duplex> {
    const stream = await opening;
    if (signal.aborted) {
        stream.destroy();
        throw signal.reason;
    }
    return stream;
}

function dialDirectly({ address, port }: DirectWay, signal: AbortSignal): Promise<Duplex> {
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
            resolve(socket);
        });
    });
}

const FATAL_CODES: Record<string, string> = {
    ENOTFOUND: "its name can't be resolved",
    EACCES: "this machine does not allow the connection",
    EPERM: "this machine does not allow the connection",
    EINVAL: "the address is not valid",
};

const WAITING_CODES: Record<string, string> = {
    ECONNREFUSED: "nothing is listening there (sshd has not started yet, or uses another port)",
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
        commandRan: "did-not-run",
        retryable: fatal === undefined,
        remedies: code === "ECONNREFUSED" ? whenRefused(port) : whenUnreachable(address, port),
        details: code,
    });
}
