import { Agent, type AgentOptions } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { proxyError, readProxy } from "./proxy";
import { proxyFor } from "./proxy-choice";
import { connectThroughProxy } from "./proxy-tunnel";

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

/** A connection through the proxy; its errors carry the code `EPROXY`: the proxy would not, or was not there. */
async function openTunnel(url: string, host: string, port: number): Promise<Duplex> {
    const proxy = readProxy(url, "HTTPS_PROXY");
    const answer = await connectThroughProxy(proxy, { host, port });
    switch (answer.kind) {
        case "open":
            return answer.stream;
        case "refused":
            throw proxyError(`the proxy ${proxy.host} answered ${answer.status}`);
        case "silent":
            throw proxyError(`the proxy ${proxy.host} does not answer`);
        case "unreachable":
            throw proxyError(`the proxy ${proxy.host} can't be reached: ${answer.reason}`);
    }
}
