import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A SOCKS5 proxy on loopback (RFC 1928, 1929) that notes what it is asked for. */
export interface SocksProxy {
    readonly port: number;
    readonly asked: readonly string[];
    cut(): void;
    stop(): void;
}

/** How it behaves: it wants a user, or answers every request with a code. */
export interface SocksManners {
    readonly user?: { readonly name: string; readonly password: string };
    readonly reply?: number;
    readonly isSilent?: boolean;
}

/** Starts a proxy. */
export async function startSocksProxy({ user, reply, isSilent = false }: SocksManners = {}): Promise<SocksProxy> {
    const asked: string[] = [];
    const open = new Set<Socket>();
    const server = createServer((client) => {
        open.add(client);
        client.on("close", () => open.delete(client));
        client.on("error", () => undefined);
        if (!isSilent) void serve(client).catch(() => client.destroy());
    });
    const serve = async (client: Socket) => {
        const read = makeReader(client);
        const [, count = 0] = await read(2);
        const methods = await read(count);
        const wanted = user === undefined ? 0 : 2;
        if (!methods.includes(wanted)) {
            client.end(Buffer.from([5, 255]));
            return;
        }
        client.write(Buffer.from([5, wanted]));
        if (user !== undefined) {
            const [, nameLength = 0] = await read(2);
            const name = (await read(nameLength)).toString();
            const [passwordLength = 0] = await read(1);
            const password = (await read(passwordLength)).toString();
            const isRight = name === user.name && password === user.password;
            client.write(Buffer.from([1, isRight ? 0 : 1]));
            if (!isRight) return;
        }
        const [, , , kind] = await read(4);
        const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(1))[0] ?? 0);
        const raw = await read(length);
        const host = kind === 1 ? [...raw].join(".") : kind === 4 ? "::1" : raw.toString();
        const port = (await read(2)).readUInt16BE();
        asked.push(`${host}:${port}`);
        const answer = (code: number) => client.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
        if (reply !== undefined) {
            answer(reply);
            return;
        }
        const onward = connect(port, host);
        onward.once("error", () => void answer(5));
        onward.once("connect", () => {
            answer(0);
            read.handOver(onward);
            onward.pipe(client);
            client.on("close", () => onward.destroy());
        });
    };
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
        port: (server.address() as AddressInfo).port,
        asked,
        cut: () => {
            for (const client of open) client.resetAndDestroy();
        },
        stop: () => {
            for (const client of open) client.destroy();
            server.close();
        },
    };
}

/** Reads so many bytes at a time; what comes after is handed over. */
function makeReader(client: Socket) {
    let buffered = Buffer.alloc(0);
    let wake = () => {};
    let sink: Socket | undefined;
    client.on("data", (chunk) => {
        if (sink) sink.write(chunk);
        else buffered = Buffer.concat([buffered, chunk]);
        wake();
    });
    const read = async (length: number): Promise<Buffer> => {
        while (buffered.length < length) {
            await new Promise<void>((resolve) => {
                wake = resolve;
            });
        }
        const taken = buffered.subarray(0, length);
        buffered = buffered.subarray(length);
        return taken;
    };
    return Object.assign(read, {
        handOver: (target: Socket) => {
            sink = target;
            target.write(buffered);
        },
    });
}
