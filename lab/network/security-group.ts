/** One rule of a security group, for TCP. */
export interface GroupRule {
    /** @default every port */
    readonly port?: number;
    /** An address range, or the ID of a security group. `"0.0.0.0/0"`, `"sg-0123456789abcdef0"` */
    readonly peer: string;
}

/** A security group, as DescribeSecurityGroups tells it. The lab enforces none. */
export interface SecurityGroup {
    readonly groupId: string;
    readonly inbound: readonly GroupRule[];
    readonly outbound: readonly GroupRule[];
}

/** One entry of the network ACL of the lab's subnets, for TCP. */
export interface AclRule {
    /** @default every port */
    readonly port?: number;
    readonly range: string;
    readonly action: "allow" | "deny";
    /** @default false */
    readonly outbound?: boolean;
}

/** What the lab tells of its network. It enforces nothing of it. */
export interface NetworkOptions {
    /** @default everything is allowed */
    readonly acl?: readonly AclRule[];
    /** Whether the subnets have a route to an internet gateway. @default true */
    readonly internetGateway?: boolean;
}

/** The group that instances and endpoints without others are in: it allows everything. */
export const DEFAULT_GROUP: SecurityGroup = {
    groupId: "sg-0123456789abcdef0",
    inbound: [{ peer: "0.0.0.0/0" }],
    outbound: [{ peer: "0.0.0.0/0" }],
};

/** A network that lets everything through. */
export const OPEN_NETWORK: Required<NetworkOptions> = {
    acl: [
        { range: "0.0.0.0/0", action: "allow" },
        { range: "0.0.0.0/0", action: "allow", outbound: true },
    ],
    internetGateway: true,
};
