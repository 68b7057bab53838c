import type { EndpointFacts, InstanceFacts } from "../aws/aws";
import { ProviderError } from "../base/error";
import type { Words } from "../base/words";
import type { Route } from "./way";

/** Where an endpoint is to lead: to an instance, at a port. */
export interface EndpointGoal {
    readonly facts: InstanceFacts;
    /** The address that the program asked for; one of the instance's own. */
    readonly address: string | undefined;
    readonly port: number;
    /** The endpoint that the program named. */
    readonly endpointId: string | undefined;
}

/** What came of a choice: a route, or why there is none, and whether one may come by itself. */
export type EndpointChoice =
    | { readonly kind: "route"; readonly route: Route }
    | { readonly kind: "none"; readonly mayCome: boolean; readonly unusable: readonly EndpointReason[] };

export interface EndpointReason {
    readonly endpointId: string;
    readonly reason: string;
}

/** States in which an endpoint takes connections: those that the AWS CLI goes by. */
const USABLE = ["create-complete", "update-in-progress", "update-complete", "update-failed"];

/** Chooses the endpoint that is nearest to the instance, and the address of the instance that it can connect to. */
export function chooseEndpoint(endpoints: readonly EndpointFacts[], goal: EndpointGoal): EndpointChoice {
    const judged = endpoints.map((endpoint) => ({ endpoint, verdict: judge(endpoint, goal) }));
    const usable = judged
        .flatMap(({ endpoint, verdict }) => ("address" in verdict ? [{ endpoint, ...verdict }] : []))
        .sort((left, right) => distance(left.endpoint, goal.facts) - distance(right.endpoint, goal.facts))[0];
    if (usable !== undefined) {
        const { endpoint, address, host } = usable;
        const way = { kind: "tunnel", endpointId: endpoint.endpointId, host, address, port: goal.port } as const;
        return { kind: "route", route: Object.freeze({ name: "endpoint", way: Object.freeze(way) }) };
    }
    return {
        kind: "none",
        mayCome: endpoints.some(({ state }) => state === "create-in-progress"),
        unusable: judged.flatMap(({ endpoint: { endpointId }, verdict }) =>
            "reason" in verdict ? [{ endpointId, reason: verdict.reason }] : [],
        ),
    };
}

type Verdict = { readonly address: string; readonly host: string } | { readonly reason: string };

function judge(endpoint: EndpointFacts, { facts, address }: EndpointGoal): Verdict {
    const { state, stateMessage, dnsName, ipAddressType, vpcId } = endpoint;
    if (!USABLE.includes(state)) {
        return { reason: `its state is ${state}${stateMessage === "" ? "" : ` (${stateMessage})`}` };
    }
    if (vpcId !== undefined && facts.vpcId !== undefined && vpcId !== facts.vpcId && endpoint.preserveClientIp) {
        return { reason: `it is in ${vpcId} and preserves client IP addresses, and the instance is in ${facts.vpcId}` };
    }
    const ofFamily = addressesFor(ipAddressType, facts);
    const reachable = ofFamily.find((own) => address === undefined || sameAddress(own, address));
    if (reachable === undefined) {
        return {
            reason:
                address === undefined
                    ? `it connects to ${FAMILIES[ipAddressType] ?? ipAddressType} addresses, and the instance has none`
                    : `${address} is not an address of the instance that it connects to (${ofFamily.join(", ") || "none"})`,
        };
    }
    if (dnsName === undefined) {
        return {
            reason: endpoint.isFips ? "it has no FIPS name, and FIPS endpoints are asked for" : "it has no DNS name",
        };
    }
    return { address: reachable, host: dnsName };
}

const FAMILIES: Readonly<Record<string, string>> = { ipv4: "private IPv4", ipv6: "IPv6", dualstack: "private" };

function addressesFor(ipAddressType: string, { privateIpAddress, ipv6Address }: InstanceFacts): string[] {
    const own = {
        ipv4: [privateIpAddress],
        ipv6: [ipv6Address],
        dualstack: [privateIpAddress, ipv6Address],
    }[ipAddressType] ?? [privateIpAddress, ipv6Address];
    return own.filter((address) => address !== undefined);
}

/** Addresses can be written in several ways. */
function sameAddress(left: string, right: string): boolean {
    const plain = (address: string) => (address.includes(":") ? new URL(`http://[${address}]`).hostname : address);
    return plain(left) === plain(right);
}

/** In the same subnet, then in the same zone, first. */
function distance(endpoint: EndpointFacts, facts: InstanceFacts): number {
    const isSameSubnet = endpoint.subnetId !== undefined && endpoint.subnetId === facts.subnetId;
    return isSameSubnet ? 0 : endpoint.availabilityZone === facts.availabilityZone ? 1 : 2;
}

/** No endpoint leads to the instance: the message lists those that were looked at. */
export function noEndpointError(
    { facts, endpointId }: EndpointGoal,
    { unusable, mayCome }: Extract<EndpointChoice, { readonly kind: "none" }>,
): ProviderError {
    const where = endpointId ?? `VPC ${facts.vpcId ?? "of the instance"}`;
    const cause =
        unusable.length > 0
            ? unusable.map((entry) => `${entry.endpointId} can't be used: ${entry.reason}`).join("; ")
            : endpointId === undefined
              ? `${where} has no EC2 Instance Connect Endpoint`
              : `there is no endpoint ${endpointId} in this region and account`;
    return new ProviderError({
        code: "TUNNEL_NO_ENDPOINT",
        summary: `Could not connect to ${facts.instanceId} through an endpoint: ${cause}.`,
        commandRan: "did-not-run",
        retryable: mayCome,
        facts: [
            ["VPC", facts.vpcId ?? "none"],
            ["Subnet", facts.subnetId ?? "none"],
        ],
        remedies: [
            ...(endpointId === undefined
                ? [`Create one: aws ec2 create-instance-connect-endpoint --subnet-id ${facts.subnetId ?? "<subnet>"}`]
                : [
                      ({ endpointId: name }: Words) =>
                          `Check ${name}, or leave it out to have one found in the instance's VPC.`,
                  ]),
            ({ route }) => `Or set ${route} to a route that does not need an endpoint.`,
        ],
    });
}
