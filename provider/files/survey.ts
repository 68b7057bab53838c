import { createHash } from "node:crypto";
import type { FileInput } from "../inputs/inputs";
import { sourceError } from "./file-errors";
import { isTree, walkSource } from "./sources/open-source";

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

/**
 * Reads every source once, and says what is to be on the instance: paths, sizes and hashes, parents first.
 * Without `readContents` hashes are empty and sizes 0. @throws {ProviderError} a source can't be read, holds what must not be sent, or two entries want the same path.
 */
export async function surveySources(files: readonly FileInput[], readContents = true): Promise<readonly WantedPath[]> {
    const wanted = new Map<string, WantedPath>();
    for (const entry of files) {
        for (const [path, item] of await surveyEntry(entry, readContents)) {
            const earlier = wanted.get(path);
            if (earlier !== undefined && !(earlier.what.kind === "directory" && item.what.kind === "directory")) {
                const both = `${earlier.entry.argumentPath} and ${entry.argumentPath}`;
                throw sourceError("FILE_CONFLICT", `${both} both put something at ${JSON.stringify(path)}.`);
            }
            wanted.set(path, earlier ?? item);
        }
    }
    return [...wanted.values()];
}

/** Everything of one entry by its path; of a path that an archive holds twice, the last counts, as when it is unpacked. */
async function surveyEntry(entry: FileInput, readContents: boolean): Promise<Map<string, WantedPath>> {
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
            const content = readContents ? await hashContent(item.content()) : { sha256: "", sizeBytes: 0 };
            put(path, { kind: "file", ...content, ...(executable !== undefined && { executable }) }, ordinal);
        } else if (item.kind === "link") {
            put(path, { kind: "link", target: item.target }, ordinal);
        } else if (!found.has(path)) {
            put(path, { kind: "directory" }, ordinal);
        }
        ordinal += 1;
    }
    return found;
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

async function hashContent(content: AsyncIterable<Buffer>): Promise<{ sha256: string; sizeBytes: number }> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    for await (const chunk of content) {
        hash.update(chunk);
        sizeBytes += chunk.length;
    }
    return { sha256: hash.digest("hex"), sizeBytes };
}
