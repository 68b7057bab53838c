import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Random } from "../../provider/base/random";
import { type Gate, makeGate } from "./gate";
import { pageHeaders, readPageFile } from "./page-files";

/** The server of the page, on loopback. */
export interface PageServer {
    /** The address that opens the page, once: the token is behind the `#`, which no browser sends. */
    readonly address: string;
    close(): void;
}

/** What a page that has shown its secret may do is for `onPage` to say. */
interface ServeDeps {
    readonly random: Random;
    /** Called when a page has got the secret: no other one can come. */
    readonly onAdmitted: () => void;
    readonly onPage: (socket: WebSocket) => void;
}

/** A page says who it is at once. */
const HELLO_LIMIT_MS = 5_000;
const LONGEST_TOKEN_BYTES = 1_024;
/** Far more than anybody pastes. */
const LONGEST_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Serves the page to the one browser that shows the token, and its websocket to the page that shows the secret it got for that. */
export async function servePage({ random, onAdmitted, onPage }: ServeDeps): Promise<PageServer> {
    const token = random.hex(32);
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const gate = makeGate(host, { token, secret: random.hex(32) });
    const sockets = new WebSocketServer({
        noServer: true,
        maxPayload: LONGEST_MESSAGE_BYTES,
        perMessageDeflate: false,
    });
    server.on("request", (request, response) => void answer(request, response, { gate, host, random, onAdmitted }));
    let hasPage = false;
    const admit = (socket: WebSocket) => {
        if (hasPage) {
            socket.close(1008);
            return;
        }
        hasPage = true;
        onPage(socket);
    };
    server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        stream.on("error", () => stream.destroy());
        if (!gate.hasOwnHost(request.headers) || !gate.hasOwnOrigin(request.headers) || request.url !== "/socket") {
            stream.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
            return;
        }
        sockets.handleUpgrade(request, stream, head, (socket) => awaitHello(socket, gate, admit));
    });
    return {
        address: `http://${host}/#${token}`,
        close: () => {
            for (const socket of sockets.clients) {
                socket.terminate();
            }
            server.close();
            server.closeAllConnections();
        },
    };
}

interface Answering {
    readonly gate: Gate;
    readonly host: string;
    readonly random: Random;
    readonly onAdmitted: () => void;
}

async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    { gate, host, random, onAdmitted }: Answering,
) {
    const nonce = random.hex(16);
    const end = (status: number, type: string, body: Buffer | string) => {
        response.writeHead(status, { ...pageHeaders(host, nonce), "content-type": type });
        response.end(body);
    };
    const refuse = (status: number) => end(status, "text/plain", "");
    if (!gate.hasOwnHost(request.headers)) {
        return refuse(421);
    }
    // A browser names the page that asks, unless somebody follows a link or opens an address.
    if (request.headers.origin !== undefined && !gate.hasOwnOrigin(request.headers)) {
        return refuse(403);
    }
    if (request.method === "GET") {
        const file = readPageFile(request.url ?? "", nonce);
        return file === undefined ? refuse(404) : end(200, file.type, file.body);
    }
    if (request.method !== "POST" || request.url !== "/session") {
        return refuse(405);
    }
    const secret = gate.hasOwnOrigin(request.headers) ? gate.admit(await bodyOf(request)) : undefined;
    if (secret === undefined) {
        return refuse(403);
    }
    end(200, "text/plain", secret);
    onAdmitted();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > LONGEST_TOKEN_BYTES) {
            return "";
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}

function awaitHello(socket: WebSocket, gate: Gate, onPage: (socket: WebSocket) => void): void {
    const timer = setTimeout(() => socket.terminate(), HELLO_LIMIT_MS);
    socket.on("error", () => socket.terminate());
    socket.once("message", (data, isBinary) => {
        clearTimeout(timer);
        if (isBinary || !gate.isSecret(secretIn(data.toString()))) {
            socket.close(1008);
            return;
        }
        onPage(socket);
    });
    socket.once("close", () => clearTimeout(timer));
}

function secretIn(text: string): unknown {
    try {
        const message = JSON.parse(text);
        return message?.type === "hello" ? message.secret : undefined;
    } catch {
        return undefined;
    }
}
