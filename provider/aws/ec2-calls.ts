import type { DescribeImagesCommandInput, EC2Client, Image, Instance, Reservation } from "@aws-sdk/client-ec2";
import type { Deadline } from "../base/deadline";
import type { AwsCalls, ImageFacts, InstanceFacts, InstanceState } from "./aws";

export interface Ec2Calls {
    readonly ec2: () => EC2Client;
    readonly call: AwsCalls["call"];
}

/**
 * The instances that AWS knows among `instanceIds`. Asked by filter: an id that is unknown, or not even an id, is left out
 * of the answer and harms no other (asked by `InstanceIds`, one bad id fails them all).
 */
export async function describeInstancesByIds(
    calls: Ec2Calls,
    instanceIds: readonly string[],
    deadline: Deadline,
): Promise<ReadonlyMap<string, InstanceFacts>> {
    const { DescribeInstancesCommand } = loadEc2();
    const found = new Map<string, InstanceFacts>();
    let page: string | undefined;
    do {
        const NextToken = page;
        const answer = await calls.call({
            action: "ec2:DescribeInstances",
            subject: instanceIds.length === 1 ? (instanceIds[0] ?? "") : `${instanceIds.length} instances`,
            deadline,
            send: (abortSignal) =>
                calls.ec2().send(
                    new DescribeInstancesCommand({
                        Filters: [{ Name: "instance-id", Values: [...instanceIds] }],
                        ...(NextToken === undefined ? {} : { NextToken }),
                    }),
                    { abortSignal },
                ),
        });
        for (const facts of (answer.Reservations ?? []).flatMap(factsOfReservation)) {
            found.set(facts.instanceId, facts);
        }
        page = answer.NextToken || undefined;
    } while (page !== undefined);
    return found;
}

/**
 * The images that AWS knows among `imageIds`; one that is deregistered, private to somebody else, or was never there is left
 * out. Asked by `ImageIds`, which one such id fails, and then by filter, which leaves it out.
 */
export async function describeImagesByIds(
    calls: Ec2Calls,
    imageIds: readonly string[],
    deadline: Deadline,
): Promise<ReadonlyMap<string, ImageFacts>> {
    const { DescribeImagesCommand } = loadEc2();
    const answer = await calls.call({
        action: "ec2:DescribeImages",
        subject: imageIds.length === 1 ? (imageIds[0] ?? "") : `${imageIds.length} images`,
        deadline,
        send: async (abortSignal) => {
            const ask = (how: DescribeImagesCommandInput) =>
                calls.ec2().send(new DescribeImagesCommand(how), { abortSignal });
            try {
                return await ask({ ImageIds: [...imageIds] });
            } catch (error) {
                if (!/^InvalidAMIID\./.test((error as Error).name)) {
                    throw error;
                }
                return imageIds.length === 1 ? { Images: [] } : await ask(byFilter(imageIds));
            }
        },
    });
    const found = (answer.Images ?? []).map(factsOfImage);
    return new Map(found.map((facts) => [facts.imageId, facts]));
}

/** Finds deprecated and disabled images, too, as asking for their ids does. */
function byFilter(imageIds: readonly string[]): DescribeImagesCommandInput {
    return { Filters: [{ Name: "image-id", Values: [...imageIds] }], IncludeDeprecated: true, IncludeDisabled: true };
}

/**
 * The console output as text. The latest is asked for; types of instances that are not of the Nitro system have only what was
 * posted after the last change of state.
 */
export async function readConsole(calls: Ec2Calls, instanceId: string, deadline: Deadline): Promise<string> {
    const { GetConsoleOutputCommand } = loadEc2();
    const answer = await calls.call({
        action: "ec2:GetConsoleOutput",
        subject: instanceId,
        deadline,
        send: async (abortSignal) => {
            const ask = (Latest: boolean) =>
                calls.ec2().send(new GetConsoleOutputCommand({ InstanceId: instanceId, Latest }), { abortSignal });
            try {
                return await ask(true);
            } catch (error) {
                if ((error as Error).name === "UnsupportedOperation") {
                    return await ask(false);
                }
                throw error;
            }
        },
    });
    return Buffer.from(answer.Output ?? "", "base64").toString("utf8");
}

function loadEc2() {
    return require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
}

/** What is used of each instance of a reservation, in its order. */
export function factsOfReservation(reservation: Reservation): InstanceFacts[] {
    return (reservation.Instances ?? []).map((instance) => factsOfInstance(instance, reservation.OwnerId ?? ""));
}

function factsOfInstance(instance: Instance, accountId: string): InstanceFacts {
    const interfaces = [...(instance.NetworkInterfaces ?? [])].sort(
        (left, right) => (left.Attachment?.DeviceIndex ?? 0) - (right.Attachment?.DeviceIndex ?? 0),
    );
    return Object.freeze({
        instanceId: instance.InstanceId ?? "",
        accountId,
        state: (instance.State?.Name ?? "pending") as InstanceState,
        stateReason: instance.StateReason?.Message || instance.StateTransitionReason || "",
        imageId: instance.ImageId || undefined,
        isWindows: String(instance.Platform ?? "").toLowerCase() === "windows",
        platformDetails: instance.PlatformDetails ?? "",
        availabilityZone: instance.Placement?.AvailabilityZone ?? "",
        vpcId: instance.VpcId || undefined,
        subnetId: instance.SubnetId || undefined,
        publicIpAddress: instance.PublicIpAddress || undefined,
        privateIpAddress: instance.PrivateIpAddress || undefined,
        ipv6Address:
            instance.Ipv6Address ||
            interfaces.flatMap((card) => card.Ipv6Addresses ?? []).find((entry) => entry.Ipv6Address)?.Ipv6Address ||
            undefined,
        securityGroupIds: (instance.SecurityGroups ?? []).flatMap(({ GroupId }) => (GroupId ? [GroupId] : [])),
        metadataEnabled:
            instance.MetadataOptions?.HttpEndpoint === undefined
                ? undefined
                : instance.MetadataOptions.HttpEndpoint === "enabled",
        launchedAt: instance.LaunchTime?.getTime(),
    });
}

function factsOfImage(image: Image): ImageFacts {
    return Object.freeze({
        imageId: image.ImageId ?? "",
        ownerId: image.OwnerId ?? "",
        ownerAlias: image.ImageOwnerAlias ?? "",
        name: image.Name ?? "",
        description: image.Description ?? "",
    });
}
