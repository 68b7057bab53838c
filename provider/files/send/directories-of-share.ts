import { posix } from "node:path";
import type { PlacementShare } from "../plan/work";

/** Every directory in which something is done. */
export function directoriesOf(share: PlacementShare): string[] {
    const { givingWayFiles, givingWayDirectories, make, put, correct, removeFiles, removeDirectories } = share;
    const items = [givingWayFiles, givingWayDirectories, make, put, correct, removeFiles, removeDirectories].flat();
    return [...items.map(({ path }) => posix.dirname(path)), ...share.leftovers.map(({ directory }) => directory)];
}
