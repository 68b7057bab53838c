import { createHash, hash } from "node:crypto";

import { sourceChanged } from "../source-errors";

import type { FileItem } from "../sources/source-item";
import type { WantedPath } from "../wanted/wanted-path";

/**
 * Gives a file's content to `onChunk`, and never a byte more than it had when it was listed.
 * @throws {ProviderError} `FILE_SOURCE_CHANGED`: it is not the content that was listed.
 */
export async function readVerified(
    { entry, path, what }: WantedPath,
    item: FileItem,
    onChunk: (chunk: Buffer) => Promise<void> | void,
): Promise<void> {
    const sum = createHash("sha256");
    const expected = what.kind === "file" ? what : { sizeBytes: 0, sha256: "" };
    let size = 0;
    for await (const chunk of item.content()) {
        size += chunk.length;
        if (size > expected.sizeBytes) {
            break;
        }
        sum.update(chunk);
        await onChunk(chunk);
    }
    if (size !== expected.sizeBytes || sum.digest("hex") !== expected.sha256) {
        throw sourceChanged(entry.argumentPath, path);
    }
}

/** The same of a file that is small enough to be held as a whole. */
export async function readWholeVerified(wanted: WantedPath, item: FileItem): Promise<Buffer> {
    const { entry, path, what } = wanted;
    const bytes = item.bytes?.();
    if (bytes === undefined) {
        const chunks: Buffer[] = [];
        await readVerified(wanted, item, (chunk) => void chunks.push(Buffer.from(chunk)));
        return Buffer.concat(chunks);
    }
    if (what.kind !== "file" || hash("sha256", bytes) !== what.sha256) {
        throw sourceChanged(entry.argumentPath, path);
    }
    return bytes;
}
