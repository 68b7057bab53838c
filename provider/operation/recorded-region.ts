import type { Inputs } from "../inputs/inputs";
import type { Recorded } from "../state";

/** On all but create the region in state holds if the program names none: the instance is where it was. */
export function withRecordedRegion(inputs: Inputs, recorded: Recorded | undefined): Inputs["connection"] {
    return { ...inputs.connection, region: inputs.connection.region ?? recorded?.region };
}
