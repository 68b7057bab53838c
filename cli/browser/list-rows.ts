import { makeListInstances } from "../../provider/aws";
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
        const { imageId, vpcId, instanceId, state } = facts;
        const [image, endpoints] = await Promise.all([
            imageId === undefined ? undefined : ifAllowed(aws.describeImage(imageId, deadline)),
            vpcId === undefined ? [] : ifAllowed(aws.endpoints(vpcId, deadline)),
        ]);
        return {
            instanceId,
            name,
            state,
            addresses: [facts.publicIpAddress, facts.ipv6Address, facts.privateIpAddress].filter(
                (address) => address !== undefined,
            ),
            osUser: connection.osUser ?? (image && osUserOfImage(image)) ?? "",
            route: outlookOf(facts, endpoints, connection.port),
            isReady: (state === "running" || state === "pending") && !facts.isWindows,
        };
    });
    return (await Promise.all(rows)).sort(byName);
}

/** Those that run first, and those with a name. */
function byName(left: ListedRow, right: ListedRow): number {
    return (
        Number(right.isReady) - Number(left.isReady) ||
        Number(right.name !== "") - Number(left.name !== "") ||
        left.name.localeCompare(right.name, "en", { numeric: true }) ||
        left.instanceId.localeCompare(right.instanceId)
    );
}
