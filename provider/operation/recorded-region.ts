import type { Inputs } from "../inputs/inputs";
import type { Recorded } from "../state";

/**
 * On all but create the region in state holds if the program names none: the instance is where it was. A region that the provider
 * gives to all of its resources is none of the program.
 */
export function withRecordedRegion(
    { connection, fromProvider = [] }: Pick<Inputs, "connection" | "fromProvider">,
    recorded: Pick<Recorded, "region"> | undefined,
): Inputs["connection"] {
    const { region } = connection;
    const isOwn = !fromProvider.includes("region");
    return { ...connection, region: isOwn ? (region ?? recorded?.region) : (recorded?.region ?? region) };
}
