import type { HostFacts } from "../look/host-facts";
import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "../wanted/wanted-path";
import { isUnchanged } from "./compare-content";
import type { FactsOf } from "./facts-of";

/** What earlier operations left, and what must go first, because something of another kind comes to its path. */
export interface GivingWay {
    readonly files: readonly string[];
    /** The deepest first. */
    readonly directories: readonly string[];
}

/**
 * What of ours stands in the way. A directory goes only when all in it was put there to be removed; whatever somebody else
 * made or changed stays, and is in the way.
 */
export function planGivingWay(
    wanted: readonly WantedPath[],
    above: readonly string[],
    previous: readonly PlacedPath[],
    factsOf: FactsOf,
): GivingWay {
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    const ofPath = (path: string) => before.get(path) ?? [];
    const isRemoved = ({ onDelete }: PlacedPath) => onDelete === "remove";
    const inDirectorysWay = [
        ...above.flatMap(ofPath).filter(isRemoved),
        ...wanted.filter(({ what }) => what.kind === "directory").flatMap(({ path }) => ofPath(path)),
    ].filter((placed) => placed.kind !== "directory" && isUnchanged(placed, factsOf));
    const emptied = wanted
        .filter(({ path, what }) => what.kind !== "directory" && factsOf(path).kind === "directory")
        .flatMap(({ path }) => ofPath(path))
        .filter((placed) => placed.kind === "directory")
        .map(({ path }) => previous.filter((placed) => placed.path === path || placed.path.startsWith(`${path}/`)))
        .filter((tree) => tree.every((placed) => isRemoved(placed) && mayGo(placed, factsOf)))
        .flat();
    return {
        files: [...inDirectorysWay, ...emptied.filter(({ kind }) => kind !== "directory")].map(({ path }) => path),
        directories: emptied
            .filter(({ kind, path }) => kind === "directory" && factsOf(path).kind === "directory")
            .map(({ path }) => path)
            .sort((left, right) => (left < right ? 1 : -1)),
    };
}

function mayGo(placed: PlacedPath, factsOf: FactsOf): boolean {
    return (
        factsOf(placed.path).kind === "absent" ||
        (placed.kind === "directory" ? placed.made : isUnchanged(placed, factsOf))
    );
}

/** What the host will say once all that gives way is gone. */
export function factsAfter({ files, directories }: GivingWay, factsOf: FactsOf, absent: HostFacts): FactsOf {
    const gone = new Set([...files, ...directories]);
    const goneAt = (path: string): string | undefined => {
        for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
            if (gone.has(path.slice(0, end))) {
                return path.slice(0, end);
            }
        }
        return undefined;
    };
    return (path) => {
        const at = gone.size === 0 ? undefined : goneAt(path);
        return at === undefined ? factsOf(path) : { ...absent, mayWrite: factsOf(at).mayWrite };
    };
}
