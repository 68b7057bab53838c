import type { EC2ClientConfig } from "@aws-sdk/client-ec2";
import type { Deadline } from "../base/deadline";

/** What this provider asks of AWS about instances. Every method rejects with a `ProviderError` and nothing else. */
export interface AwsPort {
    /**
     * The instance as AWS sees it, or undefined when this account and region know none. @default "recent" for `age`
     */
    describeInstance(instanceId: string, deadline: Deadline, age?: AnswerAge): Promise<InstanceFacts | undefined>;
    /** The image, or undefined when it is deregistered or not shared with this account. */
    describeImage(imageId: string, deadline: Deadline): Promise<ImageFacts | undefined>;
    /**
     * The latest console output of an instance that AWS has, as text; it may be empty. At most two seconds old. `answerMs` limits
     * the time of the call alone: with very many instances it waits for its turn.
     */
    consoleOutput(instanceId: string, deadline: Deadline, answerMs?: number): Promise<string>;
    /**
     * The EC2 Instance Connect Endpoints of a VPC (`vpc-…`), or the one with an ID (`eice-…`), whatever their state; asked once for each
     * place, unless the answer is to be `now`.
     */
    endpoints(place: string, deadline: Deadline, age?: AnswerAge): Promise<readonly EndpointFacts[]>;
    /** The account that the credentials belong to. */
    callerIdentity(deadline: Deadline): Promise<CallerIdentity>;
    /** The region that the calls go to. */
    region(): Promise<string>;
}

/** What an AWS client elsewhere is made of: the key push has its own client, and shares credentials, retries and errors. */
export interface AwsCalls {
    /** A new client's configuration. Building it contacts nobody. */
    clientConfig(service: AwsService): AwsClientConfig;
    /** Sends one call; tries again by error name until the deadline, with jittered backoff. Rejects with a `ProviderError`. */
    call<T>(call: AwsCall<T>): Promise<T>;
}

export type Aws = AwsPort & AwsCalls;

/** How old an answer may be: up to a second, or asked from now on. */
export type AnswerAge = "recent" | "now";

export type AwsService = "ec2" | "ec2-instance-connect" | "sts";

/** The calls that are made, as IAM writes them. */
export type AwsAction =
    | "ec2:DescribeInstances"
    | "ec2:DescribeImages"
    | "ec2:GetConsoleOutput"
    | "ec2:DescribeInstanceConnectEndpoints"
    | "ec2:DescribeInstanceStatus"
    | "ec2:DescribeSecurityGroups"
    | "ec2:DescribeNetworkAcls"
    | "ec2:DescribeRouteTables"
    | "sts:GetCallerIdentity"
    | "ec2-instance-connect:SendSSHPublicKey"
    | "ec2-instance-connect:OpenTunnel";

/** The part of a client's configuration that all AWS clients share. */
export type AwsClientConfig = Pick<
    EC2ClientConfig,
    "region" | "profile" | "endpoint" | "maxAttempts" | "useFipsEndpoint" | "useDualstackEndpoint" | "requestHandler"
> & { readonly credentials?: NonNullable<EC2ClientConfig["credentials"]> };

/** One call to AWS. */
export interface AwsCall<T> {
    readonly action: AwsAction;
    /** What the call is about, as messages name it: an instance or image id. */
    readonly subject?: string;
    readonly deadline: Deadline;
    readonly send: (signal: AbortSignal) => Promise<T>;
    /** Asked about an error that nothing else retries: a reason that only the caller can know, such as a pending instance. */
    readonly alsoRetry?: (errorName: string) => Promise<boolean>;
    /** How long "not found" is retried, for things that AWS may not know yet. @default 0 */
    readonly notFoundGraceMs?: number;
}

export type InstanceState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";

/** What DescribeInstances says of one instance, as far as it is used. */
export interface InstanceFacts {
    readonly instanceId: string;
    /** The account that owns the instance. */
    readonly accountId: string;
    readonly state: InstanceState;
    /** Why AWS stopped or terminated it, in its words; may be empty. */
    readonly stateReason: string;
    readonly imageId: string | undefined;
    readonly isWindows: boolean;
    /** Such as `Linux/UNIX` or `Red Hat Enterprise Linux`. */
    readonly platformDetails: string;
    readonly availabilityZone: string;
    readonly vpcId: string | undefined;
    readonly subnetId: string | undefined;
    readonly publicIpAddress: string | undefined;
    readonly privateIpAddress: string | undefined;
    readonly ipv6Address: string | undefined;
    readonly securityGroupIds: readonly string[];
    /** Whether the instance metadata service answers; undefined if AWS did not say. */
    readonly metadataEnabled: boolean | undefined;
    /** Milliseconds since the epoch; undefined if AWS did not say. */
    readonly launchedAt: number | undefined;
}

/** What DescribeImages says of one image, as far as it is used. */
export interface ImageFacts {
    readonly imageId: string;
    readonly ownerId: string;
    /** `amazon`, `aws-marketplace`, or empty. */
    readonly ownerAlias: string;
    readonly name: string;
    readonly description: string;
}

/** What DescribeInstanceConnectEndpoints says of one endpoint, as far as it is used. */
export interface EndpointFacts {
    readonly endpointId: string;
    /** Such as `create-complete`. */
    readonly state: string;
    /** Why it is in that state, in AWS's words; may be empty. */
    readonly stateMessage: string;
    /** Host name, which may carry a port; undefined if it has none of the kind that is asked for. */
    readonly dnsName: string | undefined;
    /** Whether a FIPS name was asked for. */
    readonly isFips: boolean;
    readonly vpcId: string | undefined;
    readonly subnetId: string | undefined;
    readonly availabilityZone: string | undefined;
    /** Address families that it connects to: `ipv4`, `dualstack` or `ipv6`. */
    readonly ipAddressType: string;
    readonly preserveClientIp: boolean;
    readonly securityGroupIds: readonly string[];
}

export interface CallerIdentity {
    readonly accountId: string;
}
