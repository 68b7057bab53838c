import type { EndpointFaults } from "./endpoint-faults";
import type { TunnelLog } from "./tunnel-log";

/** An EC2 Instance Connect Endpoint of the lab: what EC2 tells of it, a real websocket server over TLS, and its faults on command. */
export interface LabEndpoint {
    readonly endpointId: string;
    readonly state: string;
    /** Host name and port: AWS's own has port 443. */
    readonly dnsName: string;
    readonly fipsDnsName: string | undefined;
    readonly vpcId: string;
    readonly subnetId: string;
    readonly availabilityZone: string;
    readonly securityGroupIds: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
    readonly preserveClientIp: boolean;
    readonly ipAddressType: "ipv4" | "dualstack" | "ipv6";
    readonly tunnels: TunnelLog;
    readonly faults: EndpointFaults;
    /** Deletes it: tunnels end, and DescribeInstanceConnectEndpoints no longer knows it. */
    delete(): Promise<void>;
}
