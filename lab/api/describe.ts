import { partitionOf } from "../../provider/base/partition";
import type { LabImage } from "../instances/image";
import type { LabInstance } from "../instances/instance";
import { ApiError } from "./api-error";
import { instanceXml, tagsXml } from "./instance-xml";
import { filterParameters, listParameter, passesFilters, requiredParameter, takePage } from "./query";
import { type Action, findInstances, type World } from "./world";

/** DescribeInstances: by ids and filters, in pages if `MaxResults` asks for them. */
export const describeInstances: Action = ({ world, parameters }) => {
    const ids = listParameter(parameters, "InstanceId");
    const filters = filterParameters(parameters);
    const hidden = new Set([...world.instances].filter(([, control]) => !control.takeDescribe()).map(([id]) => id));
    const visible = new Map([...world.instances].filter(([id]) => !hidden.has(id)));
    const asked = ids.length > 0 ? findInstances({ ...world, instances: visible }, ids) : [...visible.values()];
    const found = asked.filter(({ instance }) => passesFilters(filters, (name) => instanceValues(instance, name)));
    const { page, nextToken } = takePage(found, parameters);
    return {
        nextToken,
        reservationSet: page.map(({ instance }) => ({
            reservationId: instance.instanceId.replace(/^i-/, "r-"),
            ownerId: world.accountId,
            groupSet: [],
            instancesSet: [instanceXml(instance)],
        })),
    };
};

/** DescribeImages: by ids and filters. */
export const describeImages: Action = ({ world, parameters }) => {
    const ids = listParameter(parameters, "ImageId");
    const filters = filterParameters(parameters);
    const listed = [...world.images.values()].filter((image) => image.listed);
    const unknown = ids.find((id) => !listed.some((image) => image.imageId === id));
    if (unknown) throw new ApiError("InvalidAMIID.NotFound", `The image id '[${unknown}]' does not exist`);
    const found = listed
        .filter((image) => ids.length === 0 || ids.includes(image.imageId))
        .filter((image) => passesFilters(filters, (name) => imageValues(image, name)));
    return { imagesSet: found.map(imageXml) };
};

/** DescribeInstanceConnectEndpoints: by ids and filters. */
export const describeEndpoints: Action = ({ world, parameters }) => {
    const ids = listParameter(parameters, "InstanceConnectEndpointId");
    const filters = filterParameters(parameters);
    const unknown = ids.find((id) => !world.endpoints.some((endpoint) => endpoint.endpointId === id));
    if (unknown) {
        throw new ApiError(
            "InvalidInstanceConnectEndpointId.NotFound",
            `The instance connect endpoint ID '${unknown}' does not exist`,
        );
    }
    const found = world.endpoints
        .filter((endpoint) => ids.length === 0 || ids.includes(endpoint.endpointId))
        .filter((endpoint) => passesFilters(filters, (name) => endpointValues(endpoint, name)));
    return { instanceConnectEndpointSet: found.map((endpoint) => endpointXml(endpoint, world)) };
};

/** GetConsoleOutput: the text, in base64 as EC2 gives it. */
export const getConsoleOutput: Action = ({ world, parameters }) => {
    const [control] = findInstances(world, [requiredParameter(parameters, "InstanceId")]);
    const text = control?.instance.consoleText ?? "";
    return {
        instanceId: control?.instance.instanceId,
        timestamp: new Date(world.clock.now()).toISOString(),
        output: text ? Buffer.from(text).toString("base64") : undefined,
    };
};

function instanceValues(instance: LabInstance, name: string): readonly string[] | undefined {
    if (name.startsWith("tag:")) return present(instance.tags[name.slice("tag:".length)]);
    const values: Readonly<Record<string, readonly string[]>> = {
        "instance-id": [instance.instanceId],
        "instance-state-name": [instance.state],
        "instance-type": [instance.instanceType],
        "vpc-id": [instance.vpcId],
        "subnet-id": [instance.subnetId],
        "image-id": [instance.image.imageId],
        "availability-zone": [instance.availabilityZone],
        "private-ip-address": [instance.privateAddress],
        "ip-address": present(instance.publicAddress),
        "tag-key": Object.keys(instance.tags),
    };
    return values[name];
}

function imageValues(image: LabImage, name: string): readonly string[] | undefined {
    const values: Readonly<Record<string, readonly string[]>> = {
        "image-id": [image.imageId],
        name: [image.name],
        "owner-id": [image.ownerId],
        "owner-alias": present(image.ownerAlias),
    };
    return values[name];
}

function endpointValues(endpoint: World["endpoints"][number], name: string): readonly string[] | undefined {
    const values: Readonly<Record<string, readonly string[]>> = {
        "instance-connect-endpoint-id": [endpoint.endpointId],
        state: [endpoint.state],
        "vpc-id": [endpoint.vpcId],
        "subnet-id": [endpoint.subnetId],
        "availability-zone": [endpoint.availabilityZone],
    };
    return values[name];
}

function imageXml(image: LabImage) {
    return {
        imageId: image.imageId,
        imageLocation: `${image.ownerAlias ?? image.ownerId}/${image.name}`,
        imageState: image.listed ? "available" : "deregistered",
        imageOwnerId: image.ownerId,
        isPublic: image.ownerAlias !== undefined,
        architecture: image.architecture,
        imageType: "machine",
        imageOwnerAlias: image.ownerAlias,
        name: image.name,
        description: image.description,
        rootDeviceType: "ebs",
        platformDetails: image.platformDetails,
        ...(image.platformDetails.startsWith("Windows") && { platform: "windows" }),
        tagSet: tagsXml({}),
    };
}

function endpointXml(endpoint: World["endpoints"][number], world: World) {
    return {
        ownerId: world.accountId,
        instanceConnectEndpointId: endpoint.endpointId,
        state: endpoint.state,
        instanceConnectEndpointArn: `arn:${partitionOf(world.region)}:ec2:${world.region}:${world.accountId}:instance-connect-endpoint/${endpoint.endpointId}`,
        dnsName: endpoint.dnsName,
        fipsDnsName: endpoint.fipsDnsName,
        availabilityZone: endpoint.availabilityZone,
        preserveClientIp: endpoint.preserveClientIp,
        securityGroupIdSet: endpoint.securityGroupIds,
        subnetId: endpoint.subnetId,
        vpcId: endpoint.vpcId,
        ipAddressType: endpoint.ipAddressType,
        tagSet: tagsXml(endpoint.tags),
    };
}

function present(value: string | undefined): readonly string[] {
    return value === undefined ? [] : [value];
}
