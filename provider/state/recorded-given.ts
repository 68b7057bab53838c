import { recordedFetched } from "./fetched";
import { type Given, recordedValues } from "./values";

type Properties = Readonly<Record<string, unknown>>;

/** What scripts gave and what was fetched, as the last operation has recorded it. */
export function recordedGiven(olds: Properties | undefined, raw: Properties): Given {
    return { values: recordedValues(olds), fetched: recordedFetched(olds, raw) };
}
