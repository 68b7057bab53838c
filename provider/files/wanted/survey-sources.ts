import { createHash } from "node:crypto";
import type { FileInput } from "../../inputs/inputs";
import { sourceError } from "../file-errors";
import type { FileItem } from "../send/walk-puts";
import { isTree, walkSource } from "../sources/open-source";
import { assertLinkWithin } from "../sources/source-path";

/** One thing that is to be on the instance. */
export interface WantedPath {
    /** Absolute, on the instance. */
    readonly path: string;
    readonly entry: FileInput;
    readonly what:
        | { readonly kind: "file"; readonly sha256: string; readonly sizeBytes: number; readonly executable?: boolean }
        | { readonly kind: "directory" }
        | { readonly kind: "link"; readonly target: string };
    /** Its place in the walk over the entry's source. */
    readonly ordinal: number;
}

/** Which contents are read: `unknown` leaves out those whose hash is known. */
export type ReadContents = "all" | "unknown" | "none";

/**
 * Reads every source once, and says what is to be on the instance: paths, sizes and hashes, parents first.
 * Of a file that is not read the hash is empty where nobody knows it, and the size 0. @throws {ProviderError} a source can't be read, holds what must not be sent, or two entries want the same path.
 */
export async function surveySources(
    files: readonly FileInput[],
    read: ReadContents = "all",
): Promise<readonly WantedPath[]> {
    const wanted = new Map<string, WantedPath>();
    for (const entry of files) {
        for (const [path, item] of await surveyEntry(entry, read)) {
            const earlier = wanted.get(path);
            if (earlier !== undefined && !(earlier.what.kind === "directory" && item.what.kind === "directory")) {
                const both = `${earlier.entry.argumentPath} and ${entry.argumentPath}`;
                throw sourceError("FILE_CONFLICT", `${both} both put something at ${JSON.stringify(path)}.`);
            }
            wanted.set(path, earlier ?? item);
        }
    }
    for (const item of wanted.values()) {
        assertAboveIsDirectory(item, wanted);
    }
    return [...wanted.values()];
}

function assertAboveIsDirectory({ path, entry }: WantedPath, wanted: ReadonlyMap<string, WantedPath>): void {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
        const above = wanted.get(path.slice(0, end));
        if (above !== undefined && above.what.kind !== "directory") {
            const kind = above.what.kind === "file" ? "a file" : "a symbolic link";
            const where = `${above.entry.argumentPath} puts ${kind} at ${JSON.stringify(above.path)}`;
            throw sourceError("FILE_CONFLICT", `${where}, and ${entry.argumentPath} puts something below it.`);
        }
    }
}

/** Everything of one entry by its path; of a path that an archive holds twice, the last counts, as when it is unpacked. */
async function surveyEntry(entry: FileInput, read: ReadContents): Promise<Map<string, WantedPath>> {
    const { source } = entry;
    const found = new Map<string, WantedPath>();
    if (source === undefined) {
        return found;
    }
    const put = (path: string, what: WantedPath["what"], ordinal: number) => {
        found.delete(path);
        found.set(path, { path, entry, what, ordinal });
    };
    if (isTree(source)) {
        put(entry.remotePath, { kind: "directory" }, -1);
    }
    let ordinal = 0;
    for await (const item of walkSource(source)) {
        const path = item.path === "" ? entry.remotePath : `${entry.remotePath}/${item.path}`;
        if (item.path !== "") {
            addParents(found, entry, item.path);
        }
        if (item.kind === "file") {
            const { executable } = item;
            const content = await contentOf(item, read);
            put(path, { kind: "file", ...content, ...(executable !== undefined && { executable }) }, ordinal);
        } else if (item.kind === "link") {
            put(path, { kind: "link", target: item.target }, ordinal);
        } else if (!found.has(path)) {
            put(path, { kind: "directory" }, ordinal);
        }
        ordinal += 1;
    }
    assertLinksWithin(found, entry);
    return found;
}

/** Each link by itself has been looked at in its source: here, where it leads through others. */
function assertLinksWithin(found: ReadonlyMap<string, WantedPath>, { remotePath, argumentPath }: FileInput): void {
    const linkAt = (within: string) => {
        const what = found.get(`${remotePath}/${within}`)?.what;
        return what?.kind === "link" ? what.target : undefined;
    };
    for (const { path, what } of found.values()) {
        if (what.kind === "link") {
            assertLinkWithin(path.slice(remotePath.length + 1), what.target, `the source of ${argumentPath}`, linkAt);
        }
    }
}

/** Archives need not list the directories that their files are in. */
function addParents(found: Map<string, WantedPath>, entry: FileInput, within: string): void {
    const names = within.split("/").slice(0, -1);
    for (let depth = 1; depth <= names.length; depth += 1) {
        const path = `${entry.remotePath}/${names.slice(0, depth).join("/")}`;
        if (!found.has(path)) {
            found.set(path, { path, entry, what: { kind: "directory" }, ordinal: -1 });
        }
    }
}

async function contentOf(item: FileItem, read: ReadContents): Promise<{ sha256: string; sizeBytes: number }> {
    if (read === "none" || (read === "unknown" && item.sha256 !== undefined)) {
        return { sha256: item.sha256 ?? "", sizeBytes: 0 };
    }
    return await hashContent(item.content());
}

async function hashContent(content: AsyncIterable<Buffer>): Promise<{ sha256: string; sizeBytes: number }> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    for await (const chunk of content) {
        hash.update(chunk);
        sizeBytes += chunk.length;
    }
    return { sha256: hash.digest("hex"), sizeBytes };
}
