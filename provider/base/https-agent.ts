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

/** A connection through the proxy; its errors carry the code `EPROXY` where the proxy answered and would not. */
async function openTunnel(proxy: string, host: string, port: number): Promise<Duplex> {
    const { protocol, hostname, port: proxyPort, username, password } = readProxy(proxy);
    const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
    return new Promise((resolve, reject) => {
        const call = (protocol === "https:" ? requestSecurely : requestPlainly)({
            host: hostname.replace(/^\[|\]$/g, ""),
            port: proxyPort || (protocol === "https:" ? 443 : 80),
            method: "CONNECT",
            path: target,
            headers: { host: target, ...(username && { "proxy-authorization": `Basic ${secret}` }) },
            timeout: TUNNEL_LIMIT_MS,
            agent: false,
        });
        const refuse = (status: number | undefined) => proxyError(`the proxy ${hostname} answered ${status}`);
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
        call.once("timeout", () => call.destroy(proxyError(`the proxy ${hostname} does not answer`)));
        call.once("error", reject);
        call.end();
    });
}

function readProxy(proxy: string): URL {
    const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
        throw proxyError("HTTPS_PROXY is no http:// or https:// URL");
    }
    return url;
}

function proxyError(message: string): Error {
    return Object.assign(new Error(message), { name: "ProxyError", code: "EPROXY" });
}
