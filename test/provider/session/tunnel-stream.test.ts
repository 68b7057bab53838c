import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { TunnelClosedError } from "../../../provider/session/tunnel-closed";
import { tunnelStream } from "../../../provider/session/tunnel-stream";

const servers: { server: Server; sockets: Duplex[] }[] = [];

afterEach(() => {
    for (const { server, sockets } of servers.splice(0)) {
        for (const socket of sockets) {
            socket.destroy();
        }
        server.close();
    }
});

/** A tunnel to a server that writes websocket frames by hand; it answers nothing, and never ends the connection itself. */
async function openTunnel(frames: readonly Buffer[]) {
    const sockets: Duplex[] = [];
    const received: Buffer[] = [];
    const server = createServer();
    servers.push({ server, sockets });
    server.on("upgrade", (request, socket) => {
        sockets.push(socket);
        socket.on("error", () => undefined);
        socket.on("data", (chunk: Buffer) => received.push(chunk));
        const secret = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
        const accept = createHash("sha1").update(secret).digest("base64");
        const head = [
            "HTTP/1.1 101 OK",
            "Upgrade: websocket",
            "Connection: Upgrade",
            `Sec-WebSocket-Accept: ${accept}`,
        ];
        socket.write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), ...frames]));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        perMessageDeflate: false,
    });
    const stream = await new Promise<Duplex>((resolve) =>
        socket.once("open", () => resolve(tunnelStream(socket, "eice-1"))),
    );
    return { stream, received };
}

const frame = (opcode: number, payload: Buffer) =>
    Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
const closeFrame = (code: number, reason: string) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(code);
    return frame(8, Buffer.concat([bytes, Buffer.from(reason)]));
};

function endOf(stream: Duplex): Promise<{ error: unknown; tookMs: number }> {
    const startedAt = performance.now();
    return new Promise((resolve) => {
        const tell = () => resolve({ error: stream.errored, tookMs: performance.now() - startedAt });
        if (stream.destroyed) {
            tell();
        }
        stream.once("close", tell);
        stream.resume();
    });
}

describe("a tunnel's stream", () => {
    test.each<[string, Buffer, number, string]>([
        [
            "with a code and a reason",
            closeFrame(1011, "Unable to connect to target"),
            1011,
            "Unable to connect to target",
        ],
        ["with a code of AWS's own", closeFrame(4321, ""), 4321, ""],
        ["cleanly", closeFrame(1000, "bye"), 1000, "bye"],
        ["without a code", frame(8, Buffer.alloc(0)), 1005, ""],
    ])(
        "ends when the close frame comes %s, and does not wait for the connection to end",
        async (_name, bytes, code, reason) => {
            const { stream } = await openTunnel([bytes]);
            const { error, tookMs } = await endOf(stream);
            expect(error).toBeInstanceOf(TunnelClosedError);
            expect(error).toMatchObject({ closeCode: code, reason });
            expect(tookMs).toBeLessThan(10_000);
        },
    );

    test("sends in one frame what is written at once", async () => {
        const { stream, received } = await openTunnel([]);
        stream.cork();
        for (const letter of ["a", "b", "c"]) {
            stream.write(letter);
        }
        stream.uncork();
        const lengthOf = (payloadBytes: number) => 2 + 4 + payloadBytes;
        await expect.poll(() => Buffer.concat(received).length).toBe(lengthOf(3));
    });

    test("says why it ended, although something was written meanwhile", async () => {
        const { stream } = await openTunnel([closeFrame(1011, "gone")]);
        stream.write("SSH-2.0-client\r\n");
        expect((await endOf(stream)).error).toMatchObject({ closeCode: 1011, reason: "gone" });
    });

    test("delivers what came before the close frame first", async () => {
        const { stream } = await openTunnel([
            frame(2, Buffer.from("one")),
            frame(2, Buffer.from("two")),
            closeFrame(1011, "gone"),
        ]);
        const heard: string[] = [];
        stream.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
        await endOf(stream);
        expect(heard.join("")).toBe("onetwo");
    });

    test("takes frames that are split, empty or pinged between", async () => {
        const { stream } = await openTunnel([
            frame(9, Buffer.from("ping")),
            frame(2, Buffer.alloc(0)),
            Buffer.concat([Buffer.from([0x02, 2]), Buffer.from("ab")]),
            frame(9, Buffer.alloc(0)),
            Buffer.concat([Buffer.from([0x80, 2]), Buffer.from("cd")]),
        ]);
        const heard = await new Promise<string>((resolve) =>
            stream.once("data", (chunk: Buffer) => resolve(chunk.toString())),
        );
        expect(heard).toBe("abcd");
        stream.destroy();
    });
});
