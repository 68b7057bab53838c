/** An instance and who signs in to it, as far as AWS and the program can tell: frozen, made anew for each operation. */
export interface Target {
    readonly instanceId: string;
    readonly region: string;
    /** The account that owns the instance, from DescribeInstances. */
    readonly accountId: string;
    readonly availabilityZone: string;
    readonly osUser: string;
}
