import type { SshProxy } from "../base/ssh-proxy";

/** How a connection to the sshd of an instance is opened, with all that it takes: one member for each kind of way. */
export type Way = DirectWay | TunnelWay | JumpWay;

/** From this machine to an address of the instance. */
export interface DirectWay {
    readonly kind: "direct";
    /** A DNS name, an IPv4 or an IPv6 address without brackets. */
    readonly address: string;
    readonly port: number;
    /** The proxy through which it is dialled. */
    readonly proxy?: SshProxy | undefined;
}

/** From a jump host, to which there is an SSH connection, to an address that it reaches. */
export interface JumpWay {
    readonly kind: "jump";
    /** ID of the jump host. */
    readonly through: string;
    readonly address: string;
    readonly port: number;
}

/** Through an EC2 Instance Connect Endpoint to an address of the instance within its VPC. */
export interface TunnelWay {
    readonly kind: "tunnel";
    readonly endpointId: string;
    /** Host name of the endpoint, with a port unless it is 443. */
    readonly host: string;
    /** An IPv4 or IPv6 address. */
    readonly address: string;
    readonly port: number;
}

/** The names of routes, as outputs and messages show them. */
export type RouteName = "public" | "private" | "ipv6" | "given" | "endpoint";

/** One route to an instance. */
export interface Route {
    readonly name: RouteName;
    readonly way: Way;
}

/** The routes to an instance that may be taken, the best first. */
export interface Routes {
    /** There may be none, if `lastResort` has some. */
    readonly routes: readonly Route[];
    /** Asked when none of them has answered: routes that cost more to find. Rejects with the reason why there are none. */
    readonly lastResort?: (() => Promise<readonly Route[]>) | undefined;
    /** Routes that are not taken while no host key of the instance is known. */
    readonly leftOut?: readonly Route[] | undefined;
    /** Asked when AWS no longer knows an endpoint of theirs: the endpoint that there is now. Rejects like `lastResort`. */
    readonly endpointAnew?: (() => Promise<readonly Route[]>) | undefined;
}

/** The route to an address by itself, or through a proxy. */
export function directRoute(name: RouteName, address: string, port: number, proxy?: SshProxy): Route {
    const way: DirectWay = { kind: "direct", address, port, ...(proxy && { proxy }) };
    return Object.freeze({ name, way: Object.freeze(way) });
}

/** The route to an address from a jump host. */
export function jumpRoute(name: RouteName, address: string, port: number, through: string): Route {
    return Object.freeze({ name, way: Object.freeze({ kind: "jump", through, address, port }) });
}
