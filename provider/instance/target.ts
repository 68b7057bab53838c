/** An instance and the way to its sshd, as far as AWS and the program can tell: frozen, made anew for each operation. */
export interface Target {
    readonly instanceId: string;
    readonly region: string;
    /** The account that owns the instance, from DescribeInstances. */
    readonly accountId: string;
    readonly availabilityZone: string;
    readonly osUser: string;
    readonly route: "public" | "private" | "ipv6" | "given";
    /** A DNS name, an IPv4 or an IPv6 address without brackets. */
    readonly address: string;
    readonly port: number;
}
