import type { Target } from "./target";

/** How a connection to the sshd of an instance is opened, with all that it takes: one member for each kind of way. */
export type Way = DirectWay;

/** From this machine to an address of the instance. */
export interface DirectWay {
    readonly kind: "direct";
    /** A DNS name, an IPv4 or an IPv6 address without brackets. */
    readonly address: string;
    readonly port: number;
}

/** The way to a target. */
export function wayTo({ address, port }: Pick<Target, "address" | "port">): Way {
    return Object.freeze({ kind: "direct", address, port });
}
