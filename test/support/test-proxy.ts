import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A proxy on loopback that notes what it is asked for. */
export interface TestProxy {
    readonly url: string;
    /** `CONNECT host:port` and `GET http://…`, in order. */
    readonly asked: readonly string[];
    readonly authorizations: readonly (string | undefined)[];
    stop(): void;
}

/** Starts a proxy that leads everything to one port of loopback, whatever host is asked for. */
export async function startProxy(portFor: (target: string) => number): Promise<TestProxy> {
    const asked: string[] = [];
    const authorizations: (string | undefined)[] = [];
    const server = createServer((incoming, answer) => {
        asked.push(`${incoming.method} ${incoming.url}`);
        authorizations.push(incoming.headers["proxy-authorization"]);
        const { host, pathname, search } = new URL(incoming.url ?? "");
        request({ host: "127.0.0.1", port: portFor(host), path: pathname + search, headers: { host } }, (onward) => {
            answer.writeHead(onward.statusCode ?? 502, onward.headers);
            onward.pipe(answer);
        }).end();
    });
    server.on("connect", (incoming, socket) => {
        asked.push(`CONNECT ${incoming.url}`);
        authorizations.push(incoming.headers["proxy-authorization"]);
        const onward = connect(portFor(incoming.url ?? ""), "127.0.0.1", () => {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            socket.pipe(onward).pipe(socket);
        });
        onward.on("error", () => socket.destroy());
        socket.on("error", () => onward.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        asked,
        authorizations,
        stop: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}
