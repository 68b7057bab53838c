import type { EC2Client, IpPermission, NetworkAclEntry } from "@aws-sdk/client-ec2";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import type { Aws } from "./aws";
import { makeSharedAnswer } from "./shared-answer";

/** Read-only looks at what surrounds an instance, for the cause of a failed sign-in. Each rejects with a `ProviderError`. */
export interface AwsLooks {
    /** AWS's own checks of the instance: `ok`, `initializing`, `impaired`, …; undefined if AWS has none. */
    statusChecks(instanceId: string, deadline: Deadline): Promise<StatusChecks | undefined>;
    securityGroups(groupIds: readonly string[], deadline: Deadline): Promise<readonly SecurityGroupFacts[]>;
    /** The entries of the network ACL of a subnet, in the order in which they are tried. */
    networkAcl(subnetId: string, deadline: Deadline): Promise<readonly AclEntry[]>;
    /** Whether packets from a subnet leave for the internet by an internet gateway; undefined if no route table was found. */
    leavesForInternet(
        subnet: { readonly subnetId: string; readonly vpcId: string },
        deadline: Deadline,
    ): Promise<boolean | undefined>;
}

export interface StatusChecks {
    /** Of AWS's hardware and network. */
    readonly system: string;
    /** Of the instance's own network and operating system. */
    readonly instance: string;
}

export interface SecurityGroupFacts {
    readonly groupId: string;
    readonly inbound: readonly SecurityRule[];
    readonly outbound: readonly SecurityRule[];
}

/** One rule, for one or more sources or destinations. */
export interface SecurityRule {
    /** `tcp`, `-1` for all, … */
    readonly protocol: string;
    readonly fromPort: number | undefined;
    readonly toPort: number | undefined;
    /** Address ranges. */
    readonly ranges: readonly string[];
    readonly groupIds: readonly string[];
    readonly prefixLists: readonly string[];
}

export interface AclEntry {
    readonly number: number;
    readonly isOutbound: boolean;
    readonly allows: boolean;
    /** `6` is TCP, `-1` is all. */
    readonly protocol: string;
    readonly range: string;
    readonly fromPort: number | undefined;
    readonly toPort: number | undefined;
}

/** Resources that wait for one connection fail together, and share what is found. */
const FRESH_MS = 10_000;

/**
 * Makes the looks with the region, credentials and error texts of `aws`. Loads the AWS client with the first look. An answer holds
 * for some seconds.
 */
export function makeAwsLooks(aws: Pick<Aws, "clientConfig" | "call">, clock: Clock): AwsLooks {
    const looks = makeLooks(aws);
    const shared = <Subject, Answer>(look: (subject: Subject, deadline: Deadline) => Promise<Answer>) => {
        const load = (name: string, deadline: Deadline) => look(JSON.parse(name) as Subject, deadline);
        const ask = makeSharedAnswer(load, { clock, freshMs: FRESH_MS });
        return (subject: Subject, deadline: Deadline) => ask(JSON.stringify(subject), deadline);
    };
    return {
        statusChecks: shared(looks.statusChecks),
        securityGroups: shared(looks.securityGroups),
        networkAcl: shared(looks.networkAcl),
        leavesForInternet: shared(looks.leavesForInternet),
    };
}

function makeLooks(aws: Pick<Aws, "clientConfig" | "call">): AwsLooks {
    let client: EC2Client | undefined;
    const vendor = () => require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
    const ec2 = () => {
        client ??= new (vendor().EC2Client)(aws.clientConfig("ec2"));
        return client;
    };
    return {
        statusChecks: async (instanceId, deadline) => {
            const { InstanceStatuses = [] } = await aws.call({
                action: "ec2:DescribeInstanceStatus",
                subject: instanceId,
                deadline,
                send: (abortSignal) => {
                    const input = { Filters: [{ Name: "instance-id", Values: [instanceId] }] };
                    return ec2().send(new (vendor().DescribeInstanceStatusCommand)(input), { abortSignal });
                },
            });
            const found = InstanceStatuses.find((status) => status.InstanceId === instanceId);
            return found && { system: found.SystemStatus?.Status ?? "", instance: found.InstanceStatus?.Status ?? "" };
        },
        securityGroups: async (groupIds, deadline) => {
            const { SecurityGroups = [] } = await aws.call({
                action: "ec2:DescribeSecurityGroups",
                subject: groupIds.join(", "),
                deadline,
                send: (abortSignal) => {
                    const input = { Filters: [{ Name: "group-id", Values: [...groupIds] }] };
                    return ec2().send(new (vendor().DescribeSecurityGroupsCommand)(input), { abortSignal });
                },
            });
            return SecurityGroups.map((group) => ({
                groupId: group.GroupId ?? "",
                inbound: (group.IpPermissions ?? []).map(ruleOf),
                outbound: (group.IpPermissionsEgress ?? []).map(ruleOf),
            }));
        },
        networkAcl: async (subnetId, deadline) => {
            const { NetworkAcls = [] } = await aws.call({
                action: "ec2:DescribeNetworkAcls",
                subject: subnetId,
                deadline,
                send: (abortSignal) => {
                    const input = { Filters: [{ Name: "association.subnet-id", Values: [subnetId] }] };
                    return ec2().send(new (vendor().DescribeNetworkAclsCommand)(input), { abortSignal });
                },
            });
            const entries = (NetworkAcls[0]?.Entries ?? []).map(aclEntryOf);
            return entries.sort((left, right) => left.number - right.number);
        },
        leavesForInternet: async ({ subnetId, vpcId }, deadline) => {
            const { RouteTables = [] } = await aws.call({
                action: "ec2:DescribeRouteTables",
                subject: subnetId,
                deadline,
                send: (abortSignal) => {
                    const input = { Filters: [{ Name: "vpc-id", Values: [vpcId] }] };
                    return ec2().send(new (vendor().DescribeRouteTablesCommand)(input), { abortSignal });
                },
            });
            const isOwn = (table: (typeof RouteTables)[number]) =>
                (table.Associations ?? []).some((association) => association.SubnetId === subnetId);
            const isMain = (table: (typeof RouteTables)[number]) =>
                (table.Associations ?? []).some((association) => association.Main === true);
            const table = RouteTables.find(isOwn) ?? RouteTables.find(isMain);
            return table?.Routes?.some(
                ({ GatewayId, DestinationCidrBlock, State }) =>
                    GatewayId?.startsWith("igw-") === true &&
                    DestinationCidrBlock === "0.0.0.0/0" &&
                    State !== "blackhole",
            );
        },
    };
}

function ruleOf(permission: IpPermission): SecurityRule {
    const texts = (values: readonly (string | undefined)[]) => values.filter((value) => value !== undefined);
    return {
        protocol: permission.IpProtocol ?? "-1",
        fromPort: permission.FromPort,
        toPort: permission.ToPort,
        ranges: texts([
            ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
            ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
        ]),
        groupIds: texts((permission.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId)),
        prefixLists: texts((permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId)),
    };
}

function aclEntryOf(entry: NetworkAclEntry): AclEntry {
    return {
        number: entry.RuleNumber ?? 0,
        isOutbound: entry.Egress === true,
        allows: entry.RuleAction === "allow",
        protocol: entry.Protocol ?? "-1",
        range: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? "",
        fromPort: entry.PortRange?.From,
        toPort: entry.PortRange?.To,
    };
}
