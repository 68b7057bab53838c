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
    const opened: Listener[] = [];
    const keep = async (opening: Promise<Listener>) => {
        const listener = await opening;
        opened.push(listener);
        return listener;
    };
    try {
        const own = await keep(before ? again(before.private) : listenSomewhere());
        const ipv6 = options.ipv6 ? await keep(listenOnIpv6(before?.ipv6?.port ?? own.port)) : undefined;
        const { publicAddress = "own" } = options;
        if (publicAddress !== "own") return { private: own, public: publicAddress === "same" ? own : undefined, ipv6 };
        const known = keepPublic ? before?.public : undefined;
        return { private: own, public: await keep(known ? again(known) : listenBeside(own)), ipv6 };
    } catch (error) {
        await Promise.all(opened.map(closeListener));
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
