import { placeFiles } from "../files";
import type { PlacedPath } from "../files/placed-path";
import type { WantedPath } from "../files/wanted/wanted-path";
import type { FinishedOperation } from "../state";
import type { OnInstance } from "./on-instance";

/** Told, before files are put in place, what is to be kept should the operation fail before its script runs. */
export type OnPlacing = (unfinished: FinishedOperation) => void;

/** Puts the files in place, and removes those of earlier operations that are to go. */
export async function placeAll(
    { ports, operation, route, deps }: OnInstance,
    wanted: readonly WantedPath[],
    onPlacing: OnPlacing,
): Promise<readonly PlacedPath[]> {
    const { inputs, recorded, files, name, log } = operation;
    const previous = recorded?.placed ?? [];
    if (files.length === 0 && !previous.some(({ onDelete }) => onDelete === "remove")) {
        return [];
    }
    const resource = `${inputs.urn ?? ""} ${inputs.instanceId}`;
    log.status(name === "delete" ? "Removing files" : "Putting files in place");
    const { hostKeyPolicy } = inputs.connection;
    const onPlanned = (placed: readonly PlacedPath[]) =>
        onPlacing({ ...route.reached(), placed, run: undefined, endedAt: ports.clock.now(), hostKeyPolicy });
    return placeFiles({ files, wanted, previous, resource, onPlanned }, route.connect, { ...ports, ...deps });
}
