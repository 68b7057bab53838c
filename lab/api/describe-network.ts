import type { GroupRule, SecurityGroup } from "../network/security-group";
import { filterParameters, listParameter, passesFilters } from "./query";
import type { Action } from "./world";
import type { XmlValue } from "./xml";

/** DescribeSecurityGroups: by ids and filters. */
export const describeSecurityGroups: Action = ({ world, parameters }) => {
    const ids = listParameter(parameters, "GroupId");
    const filters = filterParameters(parameters);
    const found = [...world.securityGroups.values()]
        .filter(({ groupId }) => ids.length === 0 || ids.includes(groupId))
        .filter(({ groupId }) =>
            passesFilters(filters, (name) => ({ "group-id": [groupId], "vpc-id": [world.vpcId] })[name]),
        );
    return { securityGroupInfo: found.map((group) => groupXml(group, world)) };
};

/** DescribeNetworkAcls: the one of all subnets of the lab. */
export const describeNetworkAcls: Action = ({ world, parameters }) => {
    const subnets = subnetsOf(world);
    const matches = passesFilters(filterParameters(parameters), (name) =>
        name === "association.subnet-id" ? subnets : name === "vpc-id" ? [world.vpcId] : undefined,
    );
    const entries = world.network.acl.map(({ port, range, action, outbound = false }, index) => ({
        ruleNumber: (index + 1) * 100,
        protocol: port === undefined ? "-1" : "6",
        ruleAction: action,
        egress: outbound,
        cidrBlock: range,
        ...(port !== undefined && { portRange: { from: port, to: port } }),
    }));
    const deny = { ruleNumber: 32_767, protocol: "-1", ruleAction: "deny", cidrBlock: "0.0.0.0/0" };
    const acl = {
        networkAclId: "acl-0123456789abcdef0",
        vpcId: world.vpcId,
        default: true,
        entrySet: [...entries, { ...deny, egress: false }, { ...deny, egress: true }],
        associationSet: subnets.map((subnetId) => ({ networkAclId: "acl-0123456789abcdef0", subnetId })),
    };
    return { networkAclSet: matches ? [acl] : [] };
};

/** DescribeRouteTables: the main one of the lab's VPC. */
export const describeRouteTables: Action = ({ world, parameters }) => {
    const matches = passesFilters(filterParameters(parameters), (name) =>
        name === "vpc-id" ? [world.vpcId] : undefined,
    );
    const local = { destinationCidrBlock: "10.0.0.0/16", gatewayId: "local", state: "active" };
    const internet = { destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-0123456789abcdef0", state: "active" };
    const table = {
        routeTableId: "rtb-0123456789abcdef0",
        vpcId: world.vpcId,
        routeSet: world.network.internetGateway ? [local, internet] : [local],
        associationSet: [{ routeTableId: "rtb-0123456789abcdef0", main: true }],
    };
    return { routeTableSet: matches ? [table] : [] };
};

/** DescribeInstanceStatus: of running instances, as EC2 tells it without `IncludeAllInstances`. */
export const describeInstanceStatus: Action = ({ world, parameters }) => {
    const ids = listParameter(parameters, "InstanceId");
    const filters = filterParameters(parameters);
    const running = [...world.instances.values()]
        .map(({ instance }) => instance)
        .filter(({ state, instanceId }) => state === "running" && (ids.length === 0 || ids.includes(instanceId)))
        .filter(({ instanceId }) =>
            passesFilters(filters, (name) => (name === "instance-id" ? [instanceId] : undefined)),
        );
    return {
        instanceStatusSet: running.map(({ instanceId, availabilityZone, statusChecks }) => ({
            instanceId,
            availabilityZone,
            instanceState: { code: 16, name: "running" },
            systemStatus: { status: statusChecks === "initializing" ? "initializing" : "ok" },
            instanceStatus: { status: statusChecks },
        })),
    };
};

function subnetsOf(world: Parameters<Action>[0]["world"]): string[] {
    return [...new Set([...world.instances.values()].map(({ instance }) => instance.subnetId))];
}

function groupXml({ groupId, inbound, outbound }: SecurityGroup, world: Parameters<Action>[0]["world"]): XmlValue {
    return {
        ownerId: world.accountId,
        groupId,
        groupName: groupId,
        groupDescription: "of the lab",
        vpcId: world.vpcId,
        ipPermissions: inbound.map((rule) => ruleXml(rule, world.accountId)),
        ipPermissionsEgress: outbound.map((rule) => ruleXml(rule, world.accountId)),
    };
}

function ruleXml({ port, peer }: GroupRule, userId: string): XmlValue {
    const isGroup = peer.startsWith("sg-");
    const isIpv6 = peer.includes(":");
    return {
        ipProtocol: port === undefined ? "-1" : "tcp",
        ...(port !== undefined && { fromPort: port, toPort: port }),
        groups: isGroup ? [{ userId, groupId: peer }] : [],
        ipRanges: isGroup || isIpv6 ? [] : [{ cidrIp: peer }],
        ipv6Ranges: isIpv6 ? [{ cidrIpv6: peer }] : [],
    };
}
