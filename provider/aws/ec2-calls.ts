import type { EC2Client, Image, Instance, Reservation } from "@aws-sdk/client-ec2";
import type { Deadline } from "../base/deadline";
import type { AwsCalls, ImageFacts, InstanceFacts, InstanceState } from "./aws";

export interface Ec2Calls {
    readonly ec2: () => EC2Client;
    readonly call: AwsCalls["call"];
    /** Resolves when the next call may go. */
    readonly mayDescribe: () => Promise<void>;
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

/** The image, or undefined when it is deregistered, private to somebody else, or was never there. */
export async function describeImageById(
    calls: Ec2Calls,
    imageId: string,
    deadline: Deadline,
): Promise<ImageFacts | undefined> {
    const { DescribeImagesCommand } = loadEc2();
    const answer = await calls.call({
        action: "ec2:DescribeImages",
        subject: imageId,
        deadline,
        send: async (abortSignal) => {
            await calls.mayDescribe();
            try {
                return await calls.ec2().send(new DescribeImagesCommand({ ImageIds: [imageId] }), { abortSignal });
            } catch (error) {
                if (/^InvalidAMIID\./.test((error as Error).name)) {
                    return { Images: [] };
                }
                throw error;
            }
        },
    });
    const image = answer.Images?.[0];
    return image === undefined ? undefined : factsOfImage(imageId, image);
}

/**
 * The console output as text. The latest is asked for; types of instances that are not of the Nitro system have only what was
 * posted after the last change of state.
 */
export async function readConsole(calls: Ec2Calls, instanceId: string, deadline: Deadline): Promise<string> {
    const { GetConsoleOutputCommand } = loadEc2();
    await calls.mayDescribe();
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

function factsOfReservation(reservation: Reservation): InstanceFacts[] {
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
        launchedAt: instance.LaunchTime?.getTime(),
    });
}

function factsOfImage(imageId: string, image: Image): ImageFacts {
    return Object.freeze({
        imageId,
        ownerId: image.OwnerId ?? "",
        ownerAlias: image.ImageOwnerAlias ?? "",
        name: image.Name ?? "",
        description: image.Description ?? "",
    });
}
