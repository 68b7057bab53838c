import { randomBytes } from "node:crypto";
import type { LaunchOptions } from "./launch-options";
import {
    closeListener,
    type Listener,
    listenAt,
    listenBeside,
    listenOnIpv6,
    listenSomewhere,
    randomLoopback,
} from "./loopback";

/** The listeners of a running instance. Public and private may be the same one. */
export interface Addresses {
    /** What the VPC reaches. */
    readonly private: Listener;
    /** The addresses as EC2 tells them. Nothing listens on one that only the VPC reaches. */
    readonly told: {
        readonly private: string | undefined;
        readonly ipv6: string | undefined;
        /** Only where nothing listens on the public address. */
        readonly closedPublic: string | undefined;
    };
    readonly public: Listener | undefined;
    readonly ipv6: Listener | undefined;
}

/**
 * Opens an instance's listeners. The private and the IPv6 address are those it had before; the public one is kept in a reboot
 * only.
 */
export async function openAddresses(
    options: Pick<LaunchOptions, "publicAddress" | "privateAddress" | "ipv6">,
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
        const listensOnIpv6 = options.ipv6 === true;
        const ipv6 = listensOnIpv6 ? await keep(listenOnIpv6(before?.ipv6?.port ?? own.port)) : undefined;
        const told = before?.told ?? tellAddresses(options, own, ipv6);
        const { publicAddress = "own" } = options;
        const isShared = publicAddress === "same";
        if (publicAddress !== "own") return { private: own, public: isShared ? own : undefined, ipv6, told };
        const known = keepPublic ? before?.public : undefined;
        return { private: own, public: await keep(known ? again(known) : listenBeside(own)), ipv6, told };
    } catch (error) {
        await Promise.all(opened.map(closeListener));
        throw error;
    }
}

function tellAddresses(
    {
        privateAddress = "reachable",
        publicAddress,
        ipv6: wanted = false,
    }: Pick<LaunchOptions, "publicAddress" | "privateAddress" | "ipv6">,
    own: Listener,
    ipv6: Listener | undefined,
): Addresses["told"] {
    const addresses = { reachable: own.address, "vpc-only": randomLoopback(), none: undefined };
    const ownIpv6 = `fd00:${randomBytes(6)
        .toString("hex")
        .replace(/(.{4})(?!$)/g, "$1:")}::1`;
    return {
        private: addresses[privateAddress],
        ipv6: wanted === "vpc-only" ? ownIpv6 : ipv6?.address,
        closedPublic: publicAddress === "closed" ? randomLoopback() : undefined,
    };
}

/** Each listener once. */
export function listenersOf(addresses: Addresses): Listener[] {
    const all = [addresses.private, addresses.public, addresses.ipv6];
    return [...new Set(all.filter((listener) => listener !== undefined))];
}

function again(listener: Listener): Promise<Listener> {
    return listenAt(listener.address, listener.port);
}
