import { createHash } from "node:crypto";
import { isProviderError } from "../../base/error";
import type { FileInput, TreeNote } from "../../inputs/inputs";
import { isWithin } from "../path-tree";
import type { PlacedPath } from "../placed-path";
import { isLocalTree, remoteArchivesIn, withoutRemoteArchives } from "../sources/local-tree";
import { listWanted } from "./list-wanted";

type Thing = Pick<PlacedPath, "path" | "kind" | "executable"> & { readonly target: string };

/** What the directories on this machine hold that their hash does not tell; undefined without one. Reads no content. */
export async function noteTrees(files: readonly FileInput[]): Promise<TreeNote | undefined> {
    const isTree = ({ source }: FileInput) => source !== undefined && isLocalTree(source);
    const trees = files.filter(isTree);
    if (trees.length === 0) {
        return undefined;
    }
    const seen = {
        entries: files.flatMap((file, index) => (isTree(file) ? [index] : [])),
        unseen: trees.flatMap(remoteArchivesIn).map(({ remotePath }) => remotePath),
    };
    try {
        const wanted = await listWanted(trees.map(withoutRemoteArchives), "none");
        const things = wanted.map(({ path, what }) => ({
            path,
            kind: what.kind,
            target: what.kind === "link" ? what.target : "",
            ...(what.kind === "file" && what.executable !== undefined && { executable: what.executable }),
        }));
        return { ...seen, digest: digestOf(things, files, seen) };
    } catch (error) {
        if (isProviderError(error)) {
            return { ...seen, digest: "" };
        }
        throw error;
    }
}

/** Whether directories no longer are what was put in place. Without a note nobody knows, and they are taken to be. */
export function treesDiffer(
    files: readonly FileInput[],
    note: TreeNote | undefined,
    placed: readonly PlacedPath[],
): boolean {
    if (note === undefined) {
        return false;
    }
    const things = placed.map((item) => ({ ...item, target: item.kind === "link" ? item.value : "" }));
    return digestOf(things, files, note) !== note.digest;
}

/** Of what lies in the noted directories, less what other entries put there. */
function digestOf(
    things: readonly Thing[],
    files: readonly FileInput[],
    { entries, unseen }: Omit<TreeNote, "digest">,
): string {
    const trees = files.filter((_, index) => entries.includes(index));
    const elsewhere = files.filter((_, index) => !entries.includes(index)).map(({ remotePath }) => remotePath);
    const facts = things.flatMap(({ path, kind, target, executable }) => {
        const around = trees.filter(({ remotePath }) => isWithin(path, remotePath));
        if (kind === "directory" || around.length === 0) {
            return [];
        }
        if ([...elsewhere, ...unseen].some((other) => isWithin(path, other))) {
            return [];
        }
        // Of a file whose mode the program gives, the source's own bit does not count.
        const hasOwnBit = around.every(({ mode }) => mode === undefined);
        return [JSON.stringify([path, kind, target, hasOwnBit ? (executable ?? null) : null])];
    });
    return createHash("sha256").update(facts.sort().join("\n")).digest("hex");
}
