import type { LaunchOptions } from "./launch-options";
import { closeListener, type Listener, listenAt, listenBeside, listenOnIpv6, listenSomewhere } from "./loopback";

/** The listeners of a running instance. Public and private may be the same one. */
export interface Addresses {
    readonly private: Listener;
    readonly public: Listener | undefined;
    readonly ipv6: Listener | undefined;
}

/**
 * Opens an instance's listeners. The private and the IPv6 address are those it had before; the public one is kept in a reboot
 * only.
 */
export async function openAddresses(
    options: Pick<LaunchOptions, "publicAddress" | "ipv6">,
    before: Addresses | undefined,
    keepPublic: boolean,
): Promise<Addresses> {
    const own = before ? await again(before.private) : await listenSomewhere();
    const known = keepPublic ? before?.public : undefined;
    const open = {
        none: async () => undefined,
        same: async () => own,
        own: () => (known ? again(known) : listenBeside(own)),
    }[options.publicAddress ?? "own"];
    try {
        const ipv6 = options.ipv6 ? await listenOnIpv6(before?.ipv6?.port ?? own.port) : undefined;
        return { private: own, public: await open(), ipv6 };
    } catch (error) {
        await closeListener(own);
        throw error;
    }
}

/** Each listener once. */
export function listenersOf(addresses: Addresses): Listener[] {
    const all = [addresses.private, addresses.public, addresses.ipv6];
    return [...new Set(all.filter((listener) => listener !== undefined))];
}

function again(listener: Listener): Promise<Listener> {
    return listenAt(listener.address, listener.port);
}
