import type { KnownFiles } from "../../inputs/inputs";
import { printPath } from "../file-errors";
import { isWithin } from "../path-tree";
import type { PlacedPath } from "../placed-path";
import { isLocalTree, isRemoteArchive, remoteArchivesIn, withoutRemoteArchives } from "../sources/local-tree";
import { listWanted } from "./list-wanted";
import type { WantedPath } from "./wanted-path";

/**
 * What changes on the instance against what was put there, one line for each path, from the sources alone. With
 * `contentsChanged` every source of this machine is read whose hash the engine has not told, and remote archives are named;
 * else only directories are looked through, for what their hash does not tell. Nothing is fetched, and nothing is concluded
 * from what a preview does not know yet.
 */
export async function describeChanges(
    { files, awaitedPaths, hasUnknownPaths }: KnownFiles,
    previous: readonly PlacedPath[],
    contentsChanged: boolean,
): Promise<readonly string[]> {
    const looked = contentsChanged ? files : files.filter(({ source }) => source !== undefined && isLocalTree(source));
    const hidden = looked.flatMap(remoteArchivesIn);
    const local = looked.filter(({ source }) => source === undefined || !isRemoteArchive(source));
    const wanted = await listWanted(local.map(withoutRemoteArchives), contentsChanged ? "unknown" : "none");
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    const changes = wanted.flatMap((item) => describeChange(item, before.get(item.path)));
    // Nothing is missing from a source that nobody has looked at.
    const isLookedAt = (path: string) =>
        !hasUnknownPaths &&
        !awaitedPaths.some((awaited) => isWithin(path, awaited)) &&
        !hidden.some(({ remotePath }) => isWithin(path, remotePath)) &&
        (contentsChanged
            ? !files.some(({ source, remotePath }) => source === undefined && isWithin(path, remotePath))
            : looked.some(({ remotePath }) => isWithin(path, remotePath)));
    const stays = new Set(wanted.map(({ path }) => path));
    const gone = previous.filter(({ kind, path }) => kind !== "directory" && !stays.has(path) && isLookedAt(path));
    return [
        ...changes,
        ...awaitedPaths.map((path) => `${printPath(path)} (not known yet)`),
        ...(hasUnknownPaths ? ["... and others that are not known yet"] : []),
        ...(contentsChanged
            ? hidden.map(({ remotePath }) => `${printPath(remotePath)} (fetched and compared when it is put in place)`)
            : []),
        ...gone.map(
            ({ path, onDelete }) =>
                `${printPath(path)} (${onDelete === "remove" ? "removed" : "left on the instance"})`,
        ),
    ];
}

function describeChange({ path, what, entry }: WantedPath, before: PlacedPath | undefined): string[] {
    if (what.kind === "directory") {
        return [];
    }
    const say = (word: string) => [`${printPath(path)} (${word})`];
    if (before === undefined || before.kind !== what.kind) {
        return say("new");
    }
    if (what.kind === "link") {
        return before.value === what.target ? [] : say("link");
    }
    if (what.sha256 !== "" && before.value !== what.sha256) {
        return say("content");
    }
    return entry.mode === undefined && what.executable !== before.executable ? say("executable") : [];
}
