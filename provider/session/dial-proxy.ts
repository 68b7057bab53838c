import type { Duplex } from "node:stream";
import { ProviderError } from "../base/error";
import { connectThroughProxy } from "../base/proxy-tunnel";
import type { SshProxy } from "../base/ssh-proxy";
import { printAddress } from "./print-address";

interface Place {
    readonly address: string;
    readonly port: number;
}

/**
 * Connects to a place through a proxy.
 * @throws {ProviderError} `NET_PROXY`: retryable unless the proxy refuses us, since what is behind it may still come up.
 */
export function dialThroughProxy(proxy: SshProxy, place: Place, signal: AbortSignal): Promise<Duplex> {
    return proxy.kind === "http" ? dialHttp(proxy, place, signal) : dialSocks(proxy, place, signal);
}

async function dialHttp(proxy: SshProxy, place: Place, signal: AbortSignal): Promise<Duplex> {
    const { host, port, user } = proxy;
    const basic = user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString("base64")}`;
    const headers = basic === undefined ? {} : { "proxy-authorization": basic };
    const answer = await connectThroughProxy(
        { protocol: "http:", host, port, headers },
        { host: place.address, port: place.port },
        signal,
    );
    switch (answer.kind) {
        case "open":
            return answer.stream;
        case "silent":
            throw proxyError(proxy, place, { cause: "it does not answer", mayPass: true });
        case "unreachable":
            throw proxyError(proxy, place, { cause: `it can't be reached (${answer.reason})`, mayPass: true });
        case "refused":
            throw proxyError(proxy, place, refusalOf(answer.status, user !== undefined));
    }
}

/** Statuses that are about the place and not about us: 502 to 504, since sshd may still come up. */
function refusalOf(status: number | undefined, hasUser: boolean): Refusal {
    if (status === 407) {
        return {
            cause: `${hasUser ? "it refused the user or the password" : "it requires a user and a password"} (HTTP 407)`,
            mayPass: false,
        };
    }
    const mayPass = status !== undefined && status >= 500;
    return {
        cause: mayPass ? `it could not connect there (HTTP ${status})` : `it refused the connection (HTTP ${status})`,
        mayPass,
    };
}

/** The words of the library, of what is refused for good. */
const SOCKS_REFUSALS: readonly (readonly [pattern: RegExp, cause: string, mayPass: boolean])[] = [
    [/Authentication failed/i, "it refused the user or the password", false],
    [
        /no accepted authentication|unknown authentication/i,
        "it requires a user and a password, or does not take one",
        false,
    ],
    [/invalid Socks (version|5 initial)|Socks version/i, "it is not a SOCKS5 proxy", false],
    [/NotAllowed/, "its rules do not allow the connection", false],
    [/ConnectionRefused/, "it could not connect there: connection refused", true],
    [/HostUnreachable/, "it could not connect there: host unreachable", true],
    [/NetworkUnreachable/, "it could not connect there: network unreachable", true],
    [/TTLExpired|Failure/, "it could not connect there", true],
    [/timed out/i, "it does not answer", true],
];

async function dialSocks(proxy: SshProxy, place: Place, signal: AbortSignal): Promise<Duplex> {
    const { SocksClient } = require("socks") as typeof import("socks");
    const { host, port, user } = proxy;
    const opening = SocksClient.createConnection({
        proxy: { host, port, type: 5, ...(user && { userId: user.name, password: user.password }) },
        command: "connect",
        destination: { host: place.address, port: place.port },
        set_tcp_nodelay: true,
    });
    const dropped = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    // It has no way to be given up; what opens too late is closed.
    opening.then(({ socket }) => signal.aborted && socket.destroy()).catch(() => {});
    try {
        const { socket } = await Promise.race([opening, dropped]);
        return socket;
    } catch (error) {
        if (signal.aborted) {
            throw signal.reason;
        }
        const { message } = error as Error;
        const [, cause, mayPass] = SOCKS_REFUSALS.find(([pattern]) => pattern.test(message)) ?? [
            undefined,
            `it can't be reached (${/\bE[A-Z]{3,}\b/.exec(message)?.[0] ?? message})`,
            true,
        ];
        throw proxyError(proxy, place, { cause, mayPass });
    }
}

interface Refusal {
    readonly cause: string;
    readonly mayPass: boolean;
}

/** Never names user or password. */
export function proxyError(
    { host, port }: SshProxy,
    { address, port: door }: Place,
    { cause, mayPass }: Refusal,
): ProviderError {
    return new ProviderError({
        code: "NET_PROXY",
        summary: `Could not reach sshd at ${printAddress(address, door)} through the proxy ${printAddress(host, port)}: ${cause}.`,
        commandRan: "did-not-run",
        retryable: mayPass,
        remedies: [
            ({ proxy }) => `Check ${proxy}: its kind, host, port, user and password.`,
            `Check that the proxy may connect to ${printAddress(address, door)}.`,
        ],
    });
}
