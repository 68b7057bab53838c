import type { HostFacts } from "../look/host-facts";
import type { PlacedPath } from "../placed-path";
import { printPath } from "../print-path";
import { isUnchanged } from "./compare-content";
import type { FactsOf } from "./facts-of";

/** What goes of what is no longer wanted. */
export interface Removal {
    readonly removeFiles: readonly string[];
    /** The deepest first. */
    readonly removeDirectories: readonly string[];
    /** What stays though it was to go, and why. */
    readonly notes: readonly string[];
}

/** Decides what of the obsolete is removed: what is still as it was put there. */
export function planRemoval(obsolete: readonly PlacedPath[], factsOf: FactsOf): Removal {
    const leaving = obsolete.filter(({ onDelete }) => onDelete === "remove");
    const present = leaving.filter(({ path, kind }) => kind !== "directory" && factsOf(path).kind !== "absent");
    const isOurs = (placed: PlacedPath) => isUnchanged(placed, factsOf);
    return {
        removeFiles: present.filter(isOurs).map(({ path }) => path),
        removeDirectories: leaving
            .filter(({ kind, made, path }) => kind === "directory" && made && factsOf(path).kind === "directory")
            .map(({ path }) => path)
            .sort((left, right) => (left < right ? 1 : -1)),
        notes: present
            .filter((placed) => !isOurs(placed))
            .map(
                ({ path }) =>
                    `${printPath(path)} ${whyNotOurs(factsOf(path))} since it was put there, so it is not removed.`,
            ),
    };
}

function whyNotOurs({ kind }: HostFacts): string {
    return kind === "unreadable" || kind === "unseen"
        ? "can't be read, and may have been changed"
        : "was changed on the instance";
}
