import { expect, it } from "vitest";
import type { EndpointFacts } from "../../../provider/aws";
import { outlookOf } from "../../../provider/instance";
import { INSTANCE } from "../aws/fake-aws";

const ENDPOINT: EndpointFacts = {
    endpointId: "eice-1",
    state: "create-complete",
    stateMessage: "",
    dnsName: "eice-1.example.com",
    isFips: false,
    vpcId: INSTANCE.vpcId,
    subnetId: "subnet-9",
    availabilityZone: "eu-central-1c",
    ipAddressType: "ipv4",
    preserveClientIp: false,
    securityGroupIds: [],
};

const NONE = { publicIpAddress: undefined, ipv6Address: undefined, privateIpAddress: undefined };
const INSIDE = { ...NONE, privateIpAddress: "10.0.0.1" };
const IPV6 = { ...INSIDE, ipv6Address: "2001:db8::1" };
const OPEN = { ...INSIDE, publicIpAddress: "198.51.100.1" };
const AUTO = { route: "auto", port: 22 } as const;

it.each([
    ["public address", OPEN, [ENDPOINT], AUTO],
    ["IPv6 address", IPV6, [ENDPOINT], AUTO],
    ["endpoint eice-1", INSIDE, [ENDPOINT], AUTO],
    ["private address: from inside its network", INSIDE, [ENDPOINT], { route: "auto", port: 2222 }],
    ["private address: from inside its network", INSIDE, [], AUTO],
    ["private address, or an endpoint", INSIDE, undefined, AUTO],
    ["private address: from inside its network", INSIDE, undefined, { route: "auto", port: 2222 }],
    ["no address", NONE, [ENDPOINT], AUTO],
    ["endpoint eice-1", OPEN, [ENDPOINT], { route: "endpoint", port: 22 }],
    ["endpoint eice-1", OPEN, [ENDPOINT], { route: "auto", port: 22, endpointId: "eice-1" }],
    ["no endpoint leads to it", OPEN, [], { route: "endpoint", port: 22 }],
    ["no endpoint leads to it", OPEN, [{ ...ENDPOINT, state: "delete-complete" }], { route: "endpoint", port: 22 }],
    ["an endpoint", OPEN, undefined, { route: "endpoint", port: 22 }],
    ["private address", OPEN, [ENDPOINT], { route: "private", port: 22 }],
    ["no public address", INSIDE, [ENDPOINT], { route: "public", port: 22 }],
    ["no IPv6 address", OPEN, [], { route: "ipv6", port: 22 }],
] as const)("is %s", (text, addresses, endpoints, connection) => {
    expect(outlookOf({ ...INSTANCE, ...addresses }, endpoints, connection)).toBe(text);
});
