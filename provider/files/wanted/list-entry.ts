import { createHash, hash } from "node:crypto";
import type { FileInput } from "../../inputs/inputs";
import { isTree, walkSource } from "../sources/open-source";
import type { FileItem } from "../sources/source-item";
import { assertLinkWithin } from "../sources/source-path";
import type { WantedPath } from "./wanted-path";

/** Which contents are read: `unknown` leaves out those whose hash is known. */
export type ReadContents = "all" | "unknown" | "none";

/** Everything of one entry by its path; of a path that an archive holds twice, the last counts, as when it is unpacked. */
export async function listEntry(entry: FileInput, read: ReadContents): Promise<Map<string, WantedPath>> {
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
        return { sha256: item.sha256 ?? "", sizeBytes: item.sizeBytes ?? 0 };
    }
    const bytes = item.bytes?.();
    return bytes === undefined
        ? await hashContent(item.content())
        : { sha256: hash("sha256", bytes), sizeBytes: bytes.length };
}

async function hashContent(content: AsyncIterable<Buffer>): Promise<{ sha256: string; sizeBytes: number }> {
    const sum = createHash("sha256");
    let sizeBytes = 0;
    for await (const chunk of content) {
        sum.update(chunk);
        sizeBytes += chunk.length;
    }
    return { sha256: sum.digest("hex"), sizeBytes };
}
