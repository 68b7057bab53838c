import { createHash } from "node:crypto";
import { printSize } from "../../base/print-size";
import type { FileInput, KnownFiles } from "../../inputs/inputs";
import { isWithin } from "../path-tree";
import type { PlacedPath } from "../placed-path";
import { printPath } from "../print-path";
import { isLocalTree, isRemoteArchive, remoteArchivesIn, withoutRemoteArchives } from "../sources/local-tree";
import { listWanted } from "./list-wanted";
import type { WantedPath } from "./wanted-path";

/** What is known of the files beside their sources, for what is said of them. */
export interface FilesBefore {
    /** The entries of `files` of the last operation. */
    readonly entries: readonly FileInput[];
    /** Whether a path may be shown: the program may have made it secret. */
    readonly isShown: (path: string) => boolean;
}

const NOTHING_BEFORE: FilesBefore = { entries: [], isShown: () => true };

/**
 * What changes on the instance against what was put there, one line for each path, from the sources alone. With
 * `contentsChanged` every source of this machine is read whose hash the engine has not told, and remote archives are named;
 * else only directories are looked through, for what their hash does not tell. Nothing is fetched, and nothing is concluded
 * from what a preview does not know yet. Where nothing was put before, all is new, and nothing is read.
 */
export async function describeChanges(
    { files, awaitedPaths, hasUnknownPaths }: KnownFiles,
    previous: readonly PlacedPath[],
    contentsChanged: boolean,
    { entries, isShown }: FilesBefore = NOTHING_BEFORE,
): Promise<readonly string[]> {
    const looked = contentsChanged ? files : files.filter(({ source }) => source !== undefined && isLocalTree(source));
    const hidden = looked.flatMap(remoteArchivesIn);
    const local = looked.filter(({ source }) => source === undefined || !isRemoteArchive(source));
    const isRead = contentsChanged && previous.length > 0;
    const wanted = await listWanted(local.map(withoutRemoteArchives), isRead ? "unknown" : "none");
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    const rights = new Map(files.map((file) => [file.remotePath, changedRights(file, entries)]));
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
    const changes: Change[] = [
        ...wanted.map((item) => ({
            path: item.path,
            what: describeChange(item, before.get(item.path), rights.get(item.path) ?? []),
        })),
        ...awaitedPaths.map((path) => ({ path, what: ["not known yet"] })),
        ...(contentsChanged
            ? hidden.map(({ remotePath }) => ({
                  path: remotePath,
                  what: [...(rights.get(remotePath) ?? []), "fetched and compared when it is put in place"],
              }))
            : []),
        ...gone.map(({ path, onDelete }) => ({
            path,
            what: [onDelete === "remove" ? "removed" : "left on the instance"],
        })),
    ].filter(({ what }) => what.length > 0);
    const shown = changes.filter(({ path }) => isShown(path));
    const secretCount = changes.length - shown.length;
    return [
        ...shown.map(({ path, what }) => `${printPath(path)} (${what.join(", ")})`),
        ...(secretCount > 0 ? [`... and ${secretCount} more, at paths that are not shown`] : []),
        ...(hasUnknownPaths ? ["... and others that are not known yet"] : []),
    ];
}

/** One path, and what changes of it; nothing, where nothing does. */
interface Change {
    readonly path: string;
    readonly what: readonly string[];
}

function describeChange(
    { what, entry }: WantedPath,
    before: PlacedPath | undefined,
    rights: readonly string[],
): readonly string[] {
    if (what.kind === "directory") {
        return rights.map((name) => `${name} of all that is in it`);
    }
    if (before === undefined || before.kind !== what.kind) {
        return what.kind === "file" ? ["new", ...sizeOf(what)] : ["new"];
    }
    if (what.kind === "link") {
        return before.value === what.target ? rights : ["link", ...rights];
    }
    if (what.sha256 !== "" && before.value !== what.sha256) {
        return ["content", ...rights, ...sizeOf(what)];
    }
    const isExecutableChanged = entry.mode === undefined && what.executable !== before.executable;
    return isExecutableChanged ? ["executable", ...rights] : rights;
}

/** The new size, where somebody knows it. */
function sizeOf({ sizeBytes, sha256 }: WantedPath["what"] & { readonly kind: "file" }): string[] {
    return sizeBytes > 0 || sha256 === SHA256_OF_NOTHING ? [printSize(sizeBytes)] : [];
}

const SHA256_OF_NOTHING = createHash("sha256").digest("hex");

/** The names of what an entry says now otherwise of permissions, owners and removal. */
function changedRights(file: FileInput, entries: readonly FileInput[]): readonly string[] {
    const before = entries.find(({ remotePath }) => remotePath === file.remotePath);
    return before === undefined ? [] : RIGHTS.filter((name) => before[name] !== file[name]);
}

const RIGHTS = ["mode", "owner", "group", "onDelete"] as const;
