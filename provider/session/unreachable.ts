import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { Wording } from "../base/words";

/** What is reachable only from inside a network: RFC 1918, 6598, 3927, 4193 and link-local. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.168.0.0", 16);
PRIVATE.addSubnet("100.64.0.0", 10);
PRIVATE.addSubnet("169.254.0.0", 16);
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

/** Whether an address can be reached only from inside its own network; false for a name. */
export function isPrivateAddress(address: string): boolean {
    const [bare = ""] = address.split("%");
    return (isIPv4(bare) && PRIVATE.check(bare)) || (isIPv6(bare) && PRIVATE.check(bare, "ipv6"));
}

/** What to do if nothing answers at an address: where it can be reached from comes before what lets a packet in. */
export function whenUnreachable(address: string, port: number): readonly Wording[] {
    return [
        ...(isPrivateAddress(address)
            ? [
                  (words: { address: string; port: string }) =>
                      `${address} is a private address: run this on a machine inside the VPC, or connected to it (VPN, peering), ` +
                      `or forward a local port to it and set ${words.address} and ${words.port} to that.`,
              ]
            : []),
        `Allow TCP port ${port} from this machine in the instance's security group and its subnet's network ACL.`,
        ({ route, address: place, port: door }) => `Check ${route}, ${place} and ${door}.`,
    ];
}

/** What to do if the port is closed: something answered, so that no rule of the network is in the way. */
export function whenRefused(port: number): readonly Wording[] {
    return [
        ({ port: door }) => `Check that sshd runs on the instance and listens on port ${port}, and check ${door}.`,
        ({ route, address }) => `Check that the address is the instance's: ${route} and ${address}.`,
    ];
}
