import type { Ec2InstanceConnectEndpoint } from "@aws-sdk/client-ec2";
import type { Deadline } from "../base/deadline";
import type { EndpointFacts } from "./aws";
import type { Ec2Calls } from "./ec2-calls";

/** Which of an endpoint's host names is used. */
export interface NameChoice {
    readonly fips: boolean;
    readonly dualstack: boolean;
}

/**
 * The EC2 Instance Connect Endpoints of these places, each of which is the ID of a VPC or of an endpoint; one call for each kind.
 * Asked by filter: an unknown ID is left out of the answer and harms no other.
 */
export async function describeEndpoints(
    calls: Ec2Calls & { readonly names: () => Promise<NameChoice> },
    places: readonly string[],
    deadline: Deadline,
): Promise<ReadonlyMap<string, readonly EndpointFacts[]>> {
    const isVpc = (place: string) => place.startsWith("vpc-");
    const inVpcs = await describeBy("vpc-id", places.filter(isVpc), calls, deadline);
    const byId = await describeBy(
        "instance-connect-endpoint-id",
        places.filter((place) => !isVpc(place)),
        calls,
        deadline,
    );
    const at = (place: string) =>
        (isVpc(place) ? inVpcs : byId).filter((facts) => place === facts.vpcId || place === facts.endpointId);
    return new Map(places.map((place) => [place, at(place)]));
}

async function describeBy(
    filter: string,
    values: readonly string[],
    { ec2, call, names }: Parameters<typeof describeEndpoints>[0],
    deadline: Deadline,
): Promise<readonly EndpointFacts[]> {
    if (values.length === 0) {
        return [];
    }
    const { paginateDescribeInstanceConnectEndpoints: pages } =
        require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
    const found = await call({
        action: "ec2:DescribeInstanceConnectEndpoints",
        subject: values.length === 1 ? (values[0] ?? "") : `${values.length} VPCs`,
        deadline,
        send: async (abortSignal) => {
            const endpoints: Ec2InstanceConnectEndpoint[] = [];
            const input = { Filters: [{ Name: filter, Values: [...values] }] };
            for await (const page of pages({ client: ec2(), pageSize: 50 }, input, { abortSignal })) {
                endpoints.push(...(page.InstanceConnectEndpoints ?? []));
            }
            return endpoints;
        },
    });
    const choice = await names();
    return found.map((endpoint) => factsOfEndpoint(endpoint, choice));
}

function factsOfEndpoint(endpoint: Ec2InstanceConnectEndpoint, { fips, dualstack }: NameChoice): EndpointFacts {
    const both = endpoint.PublicDnsNames?.Dualstack;
    const name = fips
        ? (dualstack && both?.FipsDnsName) || endpoint.FipsDnsName
        : (dualstack && both?.DnsName) || endpoint.DnsName;
    return Object.freeze({
        endpointId: endpoint.InstanceConnectEndpointId ?? "",
        state: endpoint.State ?? "",
        stateMessage: endpoint.StateMessage ?? "",
        dnsName: name || undefined,
        isFips: fips,
        vpcId: endpoint.VpcId || undefined,
        subnetId: endpoint.SubnetId || undefined,
        availabilityZone: endpoint.AvailabilityZone || undefined,
        ipAddressType: endpoint.IpAddressType ?? "ipv4",
        preserveClientIp: endpoint.PreserveClientIp === true,
        securityGroupIds: endpoint.SecurityGroupIds ?? [],
    });
}
