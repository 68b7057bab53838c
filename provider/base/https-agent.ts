import { request as requestPlainly } from "node:http";
import { Agent, type AgentOptions, request as requestSecurely } from "node:https";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { proxyFor } from "./proxy-choice";

type Place = ConnectionOptions & { readonly host?: string | null; readonly port?: number | string };
type Callback = (error: Error | null, socket?: Duplex) => void;

/**
 * An agent for HTTPS that goes through the proxy of HTTPS_PROXY, but for the hosts of NO_PROXY. Made here, because Node.js
 * reads these variables only from 22.21 and 24.5 on, and this package runs on 22.12.
 */
export function makeHttpsAgent(
    environment: Readonly<Record<string, string | undefined>>,
    options: AgentOptions = {},
): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: 50, ...options });
    const connectDirectly = agent.createConnection.bind(agent) as (place: Place, callback: Callback) => Duplex;
    const createConnection = (place: Place, callback: Callback): Duplex | undefined => {
        const host = place.host ?? "localhost";
        const port = Number(place.port ?? 443);
        const proxy = proxyFor(host, port, environment);
        if (proxy === undefined) {
            return connectDirectly(place, callback);
        }
        openTunnel(proxy, host, port).then(
            (socket) => {
                const { host: _host, port: _port, ...tls } = place;
                callback(null, connectTls({ ...tls, socket, servername: place.servername || host }));
            },
            (error: Error) => callback(error),
        );
        return undefined;
    };
    return Object.assign(agent, { createConnection });
}

/** Longest time that a proxy may take to answer CONNECT. */
const TUNNEL_LIMIT_MS = 15_000;

/** A connection through the proxy; its errors carry the code `EPROXY`: the proxy would not, or was not there. */
async function openTunnel(proxy: string, host: string, port: number): Promise<Duplex> {
    const { protocol, host: proxyHost, port: proxyPort, headers } = readProxy(proxy, "HTTPS_PROXY");
    const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
        const call = (protocol === "https:" ? requestSecurely : requestPlainly)({
            host: proxyHost,
            port: proxyPort,
            method: "CONNECT",
            path: target,
            headers: { host: target, ...headers },
            timeout: TUNNEL_LIMIT_MS,
            agent: false,
        });
        const refuse = (status: number | undefined) => proxyError(`the proxy ${proxyHost} answered ${status}`);
        call.once("connect", ({ statusCode }, socket) => {
            if (statusCode === 200) {
                resolve(socket);
            } else {
                socket.destroy();
                reject(refuse(statusCode));
            }
        });
        call.once("response", ({ statusCode }) => {
            call.destroy();
            reject(refuse(statusCode));
        });
        call.once("timeout", () => call.destroy(proxyError(`the proxy ${proxyHost} does not answer`)));
        call.once("error", (error: NodeJS.ErrnoException) => {
            // Not AWS is out of reach, but what stands before it.
            const why = error.code || error.message;
            reject(error.code === "EPROXY" ? error : proxyError(`the proxy ${proxyHost} can't be reached: ${why}`));
        });
        call.end();
    });
}

/** Where a proxy is, and what it has to be told to let somebody through. */
export interface Proxy {
    readonly protocol: "http:" | "https:";
    readonly host: string;
    readonly port: number;
    readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the value of a variable that names a proxy.
 * @throws it is no http:// or https:// URL.
 */
export function readProxy(proxy: string, variable: string): Proxy {
    const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
    if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
        throw proxyError(`${variable} is no http:// or https:// URL`);
    }
    const { protocol, hostname, port, username, password } = url;
    const user = Buffer.from(`${decodedPart(username)}:${decodedPart(password)}`).toString("base64");
    return {
        protocol,
        host: hostname.replace(/^\[|\]$/g, ""),
        port: Number(port) || (protocol === "https:" ? 443 : 80),
        headers: username === "" ? {} : { "proxy-authorization": `Basic ${user}` },
    };
}

/** User or password of a URL as they are meant: a bare `%` in them stands for itself. */
export function decodedPart(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

function proxyError(message: string): Error {
    return Object.assign(new Error(message), { name: "ProxyError", code: "EPROXY" });
}
