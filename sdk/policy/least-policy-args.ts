/** The ways to an instance, as `connection.route` and `connection.via.route` name them. */
export type PolicyRoute = "auto" | "public" | "private" | "ipv6" | "endpoint";

/** How host keys are checked, as `connection.hostKeyPolicy` names it. */
export type PolicyHostKeys = "auto" | "console" | "pinned" | "trust-on-first-use" | "off";

/**
 * What `leastPolicy` is told about the resources that a policy is for. All values are plain: an output of another resource
 * is taken by its `apply`.
 */
export interface LeastPolicyArgs {
    /**
     * The instances, jump hosts included: IDs such as `i-0123456789abcdef0`, or ARNs.
     * @default all instances of the region and the account that have the `tags`
     */
    instances?: readonly string[] | undefined;

    /**
     * Region of the instances. It also decides the partition: `aws`, `aws-cn`, `aws-us-gov` and so on.
     * @default all regions of the partition of `instances` that are ARNs, otherwise of `aws`
     */
    region?: string | undefined;

    /**
     * ID of the AWS account that owns the instances.
     * @default any account that IAM lets the caller act in
     */
    accountId?: string | undefined;

    /**
     * Users to sign in as. Keys can be pushed for no others, and the user can't be found from the image: set
     * `connection.osUser` in the program.
     * @default all users, found from the image
     */
    osUsers?: readonly string[] | undefined;

    /**
     * Tags that an instance must have. Whoever may set tags can widen the policy.
     * @default `{}`
     */
    tags?: Readonly<Record<string, string>> | undefined;

    /**
     * Every value of `connection.route` that is used, and of `connection.via.route`. `auto` and `endpoint` need EC2
     * Instance Connect Endpoints, the others do not.
     * @default `["auto"]`
     */
    routes?: readonly PolicyRoute[] | undefined;

    /**
     * The value of `connection.hostKeyPolicy`. `auto` and `console` need the console output of instances, the others do
     * not. If several are used, give the one that needs more.
     * @default `auto`
     */
    hostKeys?: PolicyHostKeys | undefined;

    /**
     * Whether the error of a failed sign-in may be explained by what EC2 says about the instance: status checks, security
     * groups, network ACL, route table and image. These calls are made after a failure only, and what is not allowed is
     * left out of the error.
     * @default `false`
     */
    doctor?: boolean | undefined;
}
