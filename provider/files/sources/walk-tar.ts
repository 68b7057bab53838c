import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Header } from "tar-stream";

import { sourceError } from "../source-errors";

import { explainUnreadable, readExplained } from "./read-explained";
import type { SourceItem, Walk } from "./source-item";
import { decodeName } from "./source-name";
import { assertLinkWithin, cleanPath } from "./source-path";

/** Names come as bytes, so that one in another encoding than UTF-8 is noticed. Archives of before 1988 have no magic. */
const READ_OPTIONS: object = { filenameEncoding: "latin1", allowUnknownFormat: true };

/** Everything in a tar archive, read from a stream. */
export async function* walkTar(stream: Readable, zipped: boolean, name: string): Walk {
    const vendor = require("tar-stream") as typeof import("tar-stream");
    const archive = vendor.extract(READ_OPTIONS);
    const fail = (error: Error) => archive.destroy(error);
    const explain = (error: unknown) => explainUnreadable(error, name, "a tar archive");
    stream.on("error", fail);
    if (zipped) {
        stream.pipe(createGunzip().on("error", fail)).pipe(archive);
    } else {
        stream.pipe(archive);
    }
    try {
        for await (const entry of archive) {
            const path = cleanPath(nameOf(entry.header, "name", name), name);
            const content = () => readExplained(entry as unknown as AsyncIterable<Buffer>, explain);
            const item = path === undefined ? undefined : itemOf(entry.header, path, content, name);
            if (item !== undefined) {
                yield item;
            }
            entry.resume();
        }
    } catch (error) {
        throw explain(error);
    } finally {
        stream.destroy();
    }
}

/** The name of an entry or of its target; those of pax headers have been decoded, all others are bytes. */
function nameOf({ name, linkname, pax }: Header, which: "name" | "linkname", archive: string): string {
    const isDecoded = Object.hasOwn(pax ?? {}, which === "name" ? "path" : "linkpath");
    const text = (which === "name" ? name : linkname) ?? "";
    return isDecoded ? text : decodeName(Buffer.from(text, "latin1"), archive);
}

function itemOf(
    header: Header,
    path: string,
    content: () => AsyncIterable<Buffer>,
    archive: string,
): SourceItem | undefined {
    const type = isSparse(header) ? "sparse file" : header.type;
    switch (type) {
        case "directory":
            return { kind: "directory", path };
        case "symlink": {
            const target = nameOf(header, "linkname", archive);
            assertLinkWithin(path, target, archive);
            return { kind: "link", path, target };
        }
        case "file":
        case "contiguous-file":
            // So old archives mark a directory.
            return header.name.endsWith("/")
                ? { kind: "directory", path }
                : { kind: "file", path, executable: isExecutable(header), content, range: undefined };
        default:
            throw sourceError("FILE_SOURCE_UNREADABLE", `${archive} holds ${inWords(type)}, ${JSON.stringify(path)}.`, [
                "Only files, directories and symbolic links can be put on an instance.",
                "With GNU tar, --hard-dereference stores hard links as files; without --sparse, sparse files are stored whole.",
            ]);
    }
}

function isExecutable({ mode = 0 }: Header): boolean {
    return (mode & 0o111) !== 0;
}

/** Its content would be a list of its pieces, not what the file held. */
function isSparse({ pax }: Header): boolean {
    return Object.keys(pax ?? {}).some((key) => key.startsWith("GNU.sparse."));
}

function inWords(type: string | null | undefined): string {
    return type === "link" ? "a hard link" : `a ${type ?? "sparse file or something unknown"}`;
}
