import type { LabInstance } from "../instances/instance";
import type { InstanceState } from "../instances/launch-options";
import { ApiError } from "./api-error";
import { instanceXml, stateXml } from "./instance-xml";
import { listParameter, requiredParameter } from "./query";
import { type Action, findInstances } from "./world";
import type { XmlValue } from "./xml";

/** RunInstances: embedded instances with the lab's defaults, of an image that the lab knows. */
export const runInstances: Action = async ({ world, parameters }) => {
    const imageId = requiredParameter(parameters, "ImageId");
    const image = world.images.get(imageId);
    if (!image) throw new ApiError("InvalidAMIID.NotFound", `The image id '[${imageId}]' does not exist`);
    const count = Number(requiredParameter(parameters, "MaxCount"));
    const instanceType = parameters.get("InstanceType");
    const launched = await Promise.all(
        Array.from({ length: count }, () =>
            world.launch({ image, tags: launchTags(parameters), ...(instanceType && { instanceType }) }),
        ),
    );
    return {
        reservationId: launched[0]?.instance.instanceId.replace(/^i-/, "r-"),
        ownerId: world.accountId,
        groupSet: [],
        instancesSet: launched.map(({ instance }) => instanceXml(instance)),
    };
};

/** StopInstances: answers when the instances are down. */
export const stopInstances = change("stopping", (instance) => instance.stop());

/** StartInstances: answers when the instances are up. */
export const startInstances = change("pending", (instance) => instance.start());

/** TerminateInstances: answers when nothing is left of the instances. */
export const terminateInstances = change("shutting-down", (instance) => instance.terminate());

/** RebootInstances: answers when the instances are back. */
export const rebootInstances: Action = async ({ world, parameters }) => {
    const controls = findInstances(world, listParameter(parameters, "InstanceId"));
    await Promise.all(controls.map(({ instance }) => instance.reboot()));
    return { return: true };
};

function change(transient: InstanceState, apply: (instance: LabInstance) => Promise<void>): Action {
    return async ({ world, parameters }) => {
        const controls = findInstances(world, listParameter(parameters, "InstanceId"));
        const ended = controls.find(({ instance }) => instance.state === "terminated");
        if (ended && transient !== "shutting-down") {
            const id = ended.instance.instanceId;
            throw new ApiError("IncorrectInstanceState", `The instance '${id}' is not in a state for this operation.`);
        }
        const instancesSet = await Promise.all(
            controls.map(async ({ instance }): Promise<XmlValue> => {
                const previous = instance.state;
                await apply(instance);
                const current = instance.state === previous ? previous : transient;
                return {
                    instanceId: instance.instanceId,
                    currentState: stateXml(current),
                    previousState: stateXml(previous),
                };
            }),
        );
        return { instancesSet };
    };
}

function launchTags(parameters: URLSearchParams): Record<string, string> {
    const tags: Record<string, string> = {};
    for (const [name, key] of parameters) {
        const place = /^(TagSpecification\.\d+\.Tag\.\d+)\.Key$/.exec(name)?.[1];
        if (place) tags[key] = parameters.get(`${place}.Value`) ?? "";
    }
    return tags;
}
