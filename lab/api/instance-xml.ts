import type { LabInstance } from "../instances/instance";
import type { InstanceState } from "../instances/launch-options";
import type { XmlValue } from "./xml";

const STATE_CODES: Readonly<Record<InstanceState, number>> = {
    pending: 0,
    running: 16,
    "shutting-down": 32,
    terminated: 48,
    stopping: 64,
    stopped: 80,
};

/** A state as EC2 writes it: code and name. */
export function stateXml(state: InstanceState): XmlValue {
    return { code: STATE_CODES[state], name: state };
}

/** One element of DescribeInstances' `instancesSet`. */
export function instanceXml(instance: LabInstance): XmlValue {
    const { state } = instance;
    const isGone = state === "terminated";
    const publicAddress = state === "running" ? instance.publicAddress : undefined;
    const privateAddress = isGone ? undefined : instance.privateAddress || undefined;
    return {
        instanceId: instance.instanceId,
        imageId: instance.image.imageId,
        instanceState: stateXml(state),
        privateDnsName: privateAddress ? `ip-${privateAddress.replaceAll(".", "-")}.ec2.internal` : "",
        dnsName: "",
        amiLaunchIndex: 0,
        instanceType: instance.instanceType,
        launchTime: new Date(instance.launchedAt).toISOString(),
        placement: { availabilityZone: instance.availabilityZone, groupName: "", tenancy: "default" },
        monitoring: { state: "disabled" },
        ...(!isGone && { subnetId: instance.subnetId, vpcId: instance.vpcId }),
        privateIpAddress: privateAddress,
        ipAddress: publicAddress,
        sourceDestCheck: true,
        groupSet: instance.securityGroupIds.map((groupId) => ({ groupId, groupName: groupId })),
        architecture: instance.image.architecture,
        rootDeviceType: "ebs",
        rootDeviceName: "/dev/xvda",
        virtualizationType: "hvm",
        tagSet: tagsXml(instance.tags),
        hypervisor: "xen",
        networkInterfaceSet: isGone ? [] : [networkInterfaceXml(instance, publicAddress)],
        ebsOptimized: false,
        enaSupport: true,
        platformDetails: instance.image.platformDetails,
        ...(instance.image.platformDetails.startsWith("Windows") && { platform: "windows" }),
        metadataOptions: { state: "applied", httpTokens: "required", httpEndpoint: instance.metadata },
        ipv6Address: isGone ? undefined : instance.ipv6Address,
    };
}

function networkInterfaceXml(instance: LabInstance, publicAddress: string | undefined): XmlValue {
    const ipv6 = instance.ipv6Address;
    return {
        networkInterfaceId: instance.instanceId.replace(/^i-/, "eni-"),
        subnetId: instance.subnetId,
        vpcId: instance.vpcId,
        status: "in-use",
        privateIpAddress: instance.privateAddress || undefined,
        attachment: { deviceIndex: 0, status: "attached" },
        ...(publicAddress && { association: { publicIp: publicAddress, publicDnsName: "", ipOwnerId: "amazon" } }),
        ipv6AddressesSet: ipv6 ? [{ ipv6Address: ipv6, isPrimaryIpv6: false }] : [],
    };
}

/** A `tagSet`. */
export function tagsXml(tags: Readonly<Record<string, string>>): XmlValue {
    return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
