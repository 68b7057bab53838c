import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TunnelWay } from "../instance/way";
import type { TunnelAccess } from "./request";
import { tunnelStream } from "./tunnel-stream";

/** A refusal is some hundred bytes. */
const LONGEST_REFUSAL_BYTES = 16_384;

/**
 * Opens a tunnel through an endpoint: a websocket whose binary frames are the bytes of the connection. There is no subprotocol and no
 * extension. Rejects with AWS's refusal under its own name, or with the network's error.
 */
export function dialTunnel({ endpointId }: TunnelWay, { url, agent, signal }: TunnelAccess): Promise<Duplex> {
    const { WebSocket } = require("ws") as typeof import("ws");
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(url, { agent, perMessageDeflate: false, followRedirects: false });
        const onAbort = () => fail(signal.reason as Error);
        const fail = (error: Error) => {
            signal.removeEventListener("abort", onAbort);
            // It emits one more error when it is ended before it is open.
            socket.on("error", () => {});
            socket.terminate();
            reject(error);
        };
        if (signal.aborted) {
            onAbort();
            return;
        }
        signal.addEventListener("abort", onAbort, { once: true });
        socket.once("error", fail);
        socket.once("unexpected-response", (_request, response) => {
            readRefusal(response).then(fail, fail);
        });
        socket.once("open", () => {
            signal.removeEventListener("abort", onAbort);
            socket.removeListener("error", fail);
            resolve(tunnelStream(socket, endpointId));
        });
    });
}

/** A rejected handshake, in the form of the AWS SDK's errors: its body is JSON with an error code. */
async function readRefusal(response: IncomingMessage): Promise<Error> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
        for await (const chunk of response as AsyncIterable<Buffer>) {
            chunks.push(chunk);
            length += chunk.length;
            if (length > LONGEST_REFUSAL_BYTES) {
                break;
            }
        }
    } catch {
        // A refusal that is cut short still has its status.
    }
    const text = Buffer.concat(chunks).toString("utf8");
    const { name, message } = parseRefusal(text);
    const status = response.statusCode ?? 0;
    const place = hostOf(response.headers.location);
    const answer = `HTTP ${status}${place === undefined ? "" : `, which leads to ${place}`}`;
    return Object.assign(new Error(message ?? `${answer}${text === "" ? "" : `: ${text.slice(0, 200)}`}`), {
        name: name ?? `HTTP${status}`,
        $metadata: { httpStatusCode: status, requestId: requestIdOf(response) },
    });
}

/** Of a redirection. Its query may repeat what was asked, secrets included. */
function hostOf(location: string | undefined): string | undefined {
    return location === undefined || !URL.canParse(location) ? undefined : new URL(location).host;
}

function parseRefusal(text: string): { readonly name?: string; readonly message?: string } {
    try {
        const body = JSON.parse(text) as Record<string, unknown>;
        const textOf = (...names: string[]) =>
            names.map((name) => body[name]).find((value) => typeof value === "string");
        const name = textOf("ErrorCode", "errorCode", "__type", "Code", "code");
        const message = textOf("Message", "message", "ErrorMessage");
        return { ...(name && { name: String(name) }), ...(message && { message: String(message) }) };
    } catch {
        return {};
    }
}

function requestIdOf({ headers }: IncomingMessage): string | undefined {
    const id = headers["x-amzn-requestid"] ?? headers["x-amz-request-id"];
    return typeof id === "string" ? id : undefined;
}
