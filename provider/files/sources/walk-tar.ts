import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { isProviderError } from "../../base/error";
import { sourceError } from "../file-errors";
import type { Walk } from "./source-item";
import { assertLinkWithin, cleanPath } from "./source-path";

/** Everything in a tar archive, read from a stream. */
export async function* walkTar(stream: Readable, zipped: boolean, name: string): Walk {
    const archive = extract();
    const fail = (error: Error) => archive.destroy(error);
    stream.on("error", fail);
    if (zipped) {
        stream.pipe(createGunzip().on("error", fail)).pipe(archive);
    } else {
        stream.pipe(archive);
    }
    try {
        for await (const entry of archive) {
            const path = cleanPath(entry.header.name, name);
            const content = () => entry as unknown as AsyncIterable<Buffer>;
            const item = path === undefined ? undefined : itemOf(entry.header, path, content, name);
            if (item !== undefined) {
                yield item;
            }
            entry.resume();
        }
    } catch (error) {
        throw isProviderError(error)
            ? error
            : sourceError("FILE_SOURCE_UNREADABLE", `${name} can't be read as a tar archive: ${String(error)}.`);
    } finally {
        stream.destroy();
    }
}

function itemOf(header: Header, path: string, content: () => AsyncIterable<Buffer>, name: string) {
    switch (header.type) {
        case "directory":
            return { kind: "directory", path } as const;
        case "symlink":
            assertLinkWithin(path, header.linkname ?? "", name);
            return { kind: "link", path, target: header.linkname ?? "" } as const;
        case "file":
        case "contiguous-file":
        case undefined:
        case null:
            return {
                kind: "file",
                path,
                executable: ((header.mode ?? 0) & 0o111) !== 0,
                content,
                range: undefined,
            } as const;
        default:
            throw sourceError("FILE_SOURCE_UNREADABLE", `${name} holds a ${header.type}, ${JSON.stringify(path)}.`, [
                "Only files, directories and symbolic links can be put on an instance.",
            ]);
    }
}
