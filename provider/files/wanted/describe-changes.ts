import type { FileInput } from "../../inputs/inputs";
import { printPath } from "../file-errors";
import type { PlacedPath } from "../placed-path";
import { isLocalTree, isRemoteArchive, remoteArchivesIn, withoutRemoteArchives } from "../sources/local-tree";
import { listWanted } from "./list-wanted";
import type { WantedPath } from "./wanted-path";

/**
 * What changes on the instance against what was put there, one line for each path, from the sources alone. With
 * `contentsChanged` every source of this machine is read whose hash the engine has not told, and remote archives are named;
 * else only directories are looked through, for what their hash does not tell. Nothing is fetched.
 */
export async function describeChanges(
    files: readonly FileInput[],
    previous: readonly PlacedPath[],
    contentsChanged: boolean,
): Promise<readonly string[]> {
    const looked = contentsChanged ? files : files.filter(({ source }) => source !== undefined && isLocalTree(source));
    const hidden = looked.flatMap(remoteArchivesIn);
    const local = looked.filter(({ source }) => source === undefined || !isRemoteArchive(source));
    const wanted = await listWanted(local.map(withoutRemoteArchives), contentsChanged ? "unknown" : "none");
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    const changes = wanted.flatMap((item) => describeChange(item, before.get(item.path)));
    const isWithin = (path: string, { remotePath }: Pick<FileInput, "remotePath">) =>
        path === remotePath || path.startsWith(`${remotePath}/`);
    // What a source that is not known yet holds can't be missed.
    const isLookedAt = (path: string) =>
        !hidden.some((file) => isWithin(path, file)) &&
        (contentsChanged
            ? !files.some((file) => file.source === undefined && isWithin(path, file))
            : looked.some((file) => isWithin(path, file)));
    const stays = new Set(wanted.map(({ path }) => path));
    const gone = previous.filter(({ kind, path }) => kind !== "directory" && !stays.has(path) && isLookedAt(path));
    return [
        ...changes,
        ...(contentsChanged
            ? hidden.map(({ remotePath }) => `${printPath(remotePath)} (fetched and compared when it is put in place)`)
            : []),
        ...gone.map(
            ({ path, onDelete }) => `${printPath(path)} (${onDelete === "remove" ? "removed" : "no longer managed"})`,
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
