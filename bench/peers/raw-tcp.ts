import { once } from "node:events";
import { connect } from "node:net";
import type { Hosts } from "../host/start-hosts";

const CHUNK = Buffer.alloc(1024 * 1024, 7);

/** Sends so many MiB over the link with nothing but TCP, until the far side has told that it has all. */
export async function sendRaw(hosts: Hosts, linkMs: number, mebibytes: number): Promise<void> {
    const socket = connect({ host: hosts.sinkAddress(linkMs), port: hosts.sinkPort, allowHalfOpen: true });
    await once(socket, "connect");
    let told = "";
    socket.on("data", (text) => {
        told += text;
    });
    for (let sent = 0; sent < mebibytes; sent += 1) {
        if (!socket.write(CHUNK)) {
            await once(socket, "drain");
        }
    }
    const ended = once(socket, "end");
    socket.end();
    await ended;
    if (Number(told) !== mebibytes * CHUNK.length) {
        throw new Error(`the far side got ${told} bytes`);
    }
}
