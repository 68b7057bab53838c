import { makeListInstances } from "../../provider/aws";
import type { InstanceFacts } from "../../provider/aws/aws";
import { isProviderError } from "../../provider/base/error";
import { osUserOfImage, outlookOf } from "../../provider/instance";
import type { SignIn } from "../sign-in";
import type { ListedRow } from "./messages";

/** Lists the instances of the region as the page shows them. What may not be looked up stays unknown. */
export async function listRows({ connection, ports, deadline }: SignIn): Promise<readonly ListedRow[]> {
    const { aws } = ports.access;
    const instances = await makeListInstances(aws)(undefined, deadline);
    const ifAllowed = async <T>(look: Promise<T>): Promise<T | undefined> => {
        try {
            return await look;
        } catch (error) {
            if (isProviderError(error)) {
                return undefined;
            }
            throw error;
        }
    };
    // Lookups that are asked for together are made together.
    const rows = instances.map(async ({ facts, name }): Promise<ListedRow> => {
        const { imageId, instanceId, state } = facts;
        const place = connection.endpointId ?? facts.vpcId;
        const [image, endpoints] = await Promise.all([
            imageId === undefined ? undefined : ifAllowed(aws.describeImage(imageId, deadline)),
            place === undefined ? [] : ifAllowed(aws.endpoints(place, deadline)),
        ]);
        return {
            instanceId,
            name,
            state,
            addresses: [facts.publicIpAddress, facts.ipv6Address, facts.privateIpAddress].filter(
                (address) => address !== undefined,
            ),
            osUser: connection.osUser ?? (image && osUserOfImage(image)) ?? "",
            route: outlookOf(facts, endpoints, connection),
            obstacle: obstacleOf(facts),
        };
    });
    return (await Promise.all(rows)).sort(byName);
}

/** One that is pending is waited for. */
function obstacleOf({ state, isWindows }: InstanceFacts): string {
    if (isWindows) {
        return "it runs Windows, which EC2 Instance Connect does not support";
    }
    if (state === "running" || state === "pending") {
        return "";
    }
    return state === "stopped" ? "it is stopped; start it first" : `it is ${state}`;
}

/** Those that run first, and those with a name. */
function byName(left: ListedRow, right: ListedRow): number {
    return (
        Number(left.obstacle !== "") - Number(right.obstacle !== "") ||
        Number(right.name !== "") - Number(left.name !== "") ||
        left.name.localeCompare(right.name, "en", { numeric: true }) ||
        left.instanceId.localeCompare(right.instanceId)
    );
}
