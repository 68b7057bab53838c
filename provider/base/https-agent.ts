import { EventEmitter } from "node:events";
import type { ClientRequest } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { proxyError, readProxy } from "./proxy";
import { proxyFor } from "./proxy-choice";

type Place = ConnectionOptions & { readonly host?: string | null; readonly port?: number | string };
type Callback = (error: Error | null, socket?: Duplex) => void;

/**
 * An agent for HTTPS that goes through the proxy of HTTPS_PROXY, but for the hosts of NO_PROXY. Node.js reads these variables
 * by itself only from 22.21 and 24.5 on, and this package runs on 22.12.
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
                // Here and not in the tunnel's agent: that would compare the certificate of an address with the proxy's name.
                const servername = place.servername || (isIP(host) === 0 ? host : "");
                callback(null, connectTls({ ...(place as ConnectionOptions), host, port, servername, socket }));
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
    // Loaded when there is a proxy: most have none.
    const { HttpsProxyAgent } = require("https-proxy-agent") as typeof import("https-proxy-agent");
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), TUNNEL_LIMIT_MS);
    // User and password go in a header, since the agent prints its address when DEBUG asks for it.
    const address = `${protocol}//${proxyHost.includes(":") ? `[${proxyHost}]` : proxyHost}:${proxyPort}`;
    const tunnels = new HttpsProxyAgent(address, { headers: { ...headers }, signal: limit.signal });
    // The agent tells the request what the proxy answered, and gives an answer that is no tunnel for the site's own.
    const call = new EventEmitter();
    let status: number | undefined;
    call.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
        status = statusCode;
    });
    try {
        const socket = await tunnels.connect(call as ClientRequest, { host, port, secureEndpoint: false });
        if (status === 200) {
            return socket;
        }
        socket.destroy();
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw limit.signal.aborted
            ? proxyError(`the proxy ${proxyHost} does not answer`)
            : proxyError(`the proxy ${proxyHost} can't be reached: ${code || message}`);
    } finally {
        clearTimeout(timer);
    }
    throw proxyError(`the proxy ${proxyHost} answered ${status}`);
}
