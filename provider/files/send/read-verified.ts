import { createHash } from "node:crypto";

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
    const hash = createHash("sha256");
    const expected = what.kind === "file" ? what : { sizeBytes: 0, sha256: "" };
    let size = 0;
    for await (const chunk of item.content()) {
        size += chunk.length;
        if (size > expected.sizeBytes) {
            break;
        }
        hash.update(chunk);
        await onChunk(chunk);
    }
    if (size !== expected.sizeBytes || hash.digest("hex") !== expected.sha256) {
        throw sourceChanged(entry.argumentPath, path);
    }
}
