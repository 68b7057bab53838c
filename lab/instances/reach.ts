import type { Socket } from "node:net";
import type { InstanceControl } from "./instance";

/** An address within a VPC, as an endpoint or a jump host sees it. */
export interface InsideAddress {
    readonly vpcId: string;
    readonly address: string;
    readonly port: number;
    /** Families that the way there allows. @default both */
    readonly family?: "ipv4" | "dualstack" | "ipv6";
}

const SSH_PORT = 22;

/**
 * Connects from within a VPC to the sshd of the instance that has the address; undefined where there is none. Port 22 stands for whatever
 * port its sshd has on this machine.
 */
export function reach(
    controls: Iterable<InstanceControl>,
    { vpcId, address, port, family = "dualstack" }: InsideAddress,
): Socket | undefined {
    for (const control of controls) {
        const { instance } = control;
        const isIpv4 = family !== "ipv6" && instance.privateAddress === address;
        const isIpv6 = family !== "ipv4" && instance.ipv6Address === address;
        const isPort = port === SSH_PORT || port === instance.port;
        if (instance.vpcId === vpcId && (isIpv4 || isIpv6) && isPort) return control.dialInside();
    }
    return undefined;
}
