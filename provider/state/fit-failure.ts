import type { PlacedPath } from "../files/placed-path";
import { roomForOutput } from "./failure-size";
import { publicHashes } from "./secret-files";
import { type Given, givenProperties } from "./values";

type Properties = Readonly<Record<string, unknown>>;

/** What must be left for the output of the script that failed. */
const LEAST_OUTPUT_BYTES = 64 * 1024;

/** What was given, without the files if they leave a failure no room: the next operation reads them again. */
export function fitFetched(beside: Properties, given: Given, placed: readonly PlacedPath[]): Given {
    const hasRoom = roomBeside({ ...beside, ...givenProperties(beside, given) }, placed) >= LEAST_OUTPUT_BYTES;
    return hasRoom || Object.keys(given.fetched).length === 0 ? given : { ...given, fetched: {} };
}

/** The room that a failure has for the output of the script, beside the arguments and what is in place. */
export function roomBeside(raw: Properties, placed: readonly PlacedPath[]): number {
    return roomForOutput({ ...raw, placed, fileHashes: publicHashes(placed) });
}
