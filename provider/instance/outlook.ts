import type { EndpointFacts, InstanceFacts } from "../aws/aws";
import { chooseEndpoint } from "./choose-endpoint";

/**
 * How an instance would be reached at a port by the route `auto`, in a few words, as far as AWS knows: nothing is dialled. `endpoints` are
 * those of its VPC, if they could be looked up.
 */
export function outlookOf(facts: InstanceFacts, endpoints: readonly EndpointFacts[] | undefined, port: number): string {
    const { publicIpAddress, ipv6Address, privateIpAddress } = facts;
    if (publicIpAddress !== undefined) {
        return "public address";
    }
    if (ipv6Address !== undefined) {
        return "IPv6 address";
    }
    const choice = chooseEndpoint(endpoints ?? [], { facts, address: undefined, port, endpointId: undefined });
    if (choice.kind === "route" && choice.route.way.kind === "tunnel") {
        return `endpoint ${choice.route.way.endpointId}`;
    }
    if (privateIpAddress === undefined) {
        return "no address";
    }
    return endpoints === undefined ? "private address, or an endpoint" : "private address: from inside its network";
}
