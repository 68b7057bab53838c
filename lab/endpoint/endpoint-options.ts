/** How an EC2 Instance Connect Endpoint of the lab is made. Everything has a default. */
export interface EndpointOptions {
    /** @default a fresh one */
    readonly endpointId?: string;
    /** @default "create-complete" */
    readonly state?: string;
    /** @default the lab's VPC */
    readonly vpcId?: string;
    /** @default the lab's subnet */
    readonly subnetId?: string;
    /** @default the lab's zone */
    readonly availabilityZone?: string;
    /** Groups of `lab.createSecurityGroup()`. @default one that allows everything */
    readonly securityGroupIds?: readonly string[];
    /** @default none */
    readonly tags?: Readonly<Record<string, string>>;
    /** @default false */
    readonly preserveClientIp?: boolean;
    /** Address families of the instances that it reaches. @default "ipv4" */
    readonly ipAddressType?: "ipv4" | "dualstack" | "ipv6";
    /** Whether `fipsDnsName` is told; it leads to the same listener. @default true */
    readonly fips?: boolean;
    /** Connections at a time, as AWS limits them. @default 20 */
    readonly maxConnections?: number;
}
