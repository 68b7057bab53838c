import { EventEmitter } from "node:events";
import type { ClientRequest } from "node:http";
import type { Duplex } from "node:stream";
import type { Proxy as HttpProxy } from "./proxy";

/** Longest time that a proxy may take to answer CONNECT. */
const ANSWER_LIMIT_MS = 15_000;

/** What a proxy answered to CONNECT. */
export type ProxyAnswer =
    | { readonly kind: "open"; readonly stream: Duplex }
    | { readonly kind: "refused"; readonly status: number | undefined }
    | { readonly kind: "silent" }
    | { readonly kind: "unreachable"; readonly reason: string };

/** Asks a proxy for a connection to a host (HTTP CONNECT). Ends with the signal, if there is one. */
export async function connectThroughProxy(
    { protocol, host, port, headers }: HttpProxy,
    target: { readonly host: string; readonly port: number },
    given?: AbortSignal,
): Promise<ProxyAnswer> {
    // Loaded when there is a proxy: most have none.
    const { HttpsProxyAgent } = require("https-proxy-agent") as typeof import("https-proxy-agent");
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_LIMIT_MS);
    const signal = given === undefined ? limit.signal : AbortSignal.any([limit.signal, given]);
    // User and password go in a header, since the agent prints its address when DEBUG asks for it.
    const address = `${protocol}//${host.includes(":") ? `[${host}]` : host}:${port}`;
    const tunnels = new HttpsProxyAgent(address, { headers: { ...headers }, signal });
    // The agent tells the request what the proxy answered, and gives an answer that is no tunnel for the site's own.
    const call = new EventEmitter();
    let status: number | undefined;
    call.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
        status = statusCode;
    });
    try {
        const stream = await tunnels.connect(call as ClientRequest, { ...target, secureEndpoint: false });
        if (status === 200) {
            return { kind: "open", stream };
        }
        stream.destroy();
        return { kind: "refused", status };
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return signal.aborted ? { kind: "silent" } : { kind: "unreachable", reason: code || message };
    } finally {
        clearTimeout(timer);
    }
}
