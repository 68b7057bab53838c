import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/** A listener on one address. */
export interface Listener {
    readonly server: Server;
    readonly address: string;
    readonly port: number;
}

const SSH_PORT = 22;
const TRIES = 20;

/**
 * Opens a listener on a loopback address of its own, on port 22 where this process may, else on a free port. Where the machine
 * has but one loopback address (macOS), that one is used.
 */
export async function listenSomewhere(): Promise<Listener> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
        const address = randomLoopback();
        const listener = (await tryListen(address, SSH_PORT)) ?? (await tryListen(address, 0));
        if (listener) return listener;
    }
    return listenAt("127.0.0.1", 0);
}

/** Opens a listener on another loopback address and the same port, so that one port number serves both. */
export async function listenBeside(neighbour: Listener): Promise<Listener> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
        const listener = await tryListen(randomLoopback(), neighbour.port);
        if (listener) return listener;
    }
    return listenAt("127.0.0.1", 0);
}

/** Opens a listener on `::1`, on the wanted port where it is free. @throws when the machine has no IPv6. */
export async function listenOnIpv6(port: number): Promise<Listener> {
    return (await tryListen("::1", port)) ?? (await listenAt("::1", 0));
}

/** Opens a listener. @throws when the address or the port can't be had. */
export async function listenAt(address: string, port: number): Promise<Listener> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ host: address, port, backlog: 511, exclusive: true }, () => {
            server.removeListener("error", reject);
            resolve();
        });
    });
    const bound = server.address();
    return { server, address, port: typeof bound === "object" && bound ? bound.port : port };
}

/** Stops listening; connections that are open stay. */
export function closeListener(listener: Listener): Promise<void> {
    return new Promise((resolve) => {
        listener.server.close(() => resolve());
    });
}

async function tryListen(address: string, port: number): Promise<Listener | undefined> {
    try {
        return await listenAt(address, port);
    } catch {
        return undefined;
    }
}

/** Far from 127.0.0.1 and 127.0.1.1, where a machine's own servers listen. */
export function randomLoopback(): string {
    return `127.${randomInt(16, 240)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}
