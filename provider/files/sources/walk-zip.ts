import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl";
import { isProviderError } from "../../base/error";
import { sourceError } from "../file-errors";
import type { SourceItem, Walk } from "./source-item";
import { assertLinkWithin, cleanPath } from "./source-path";

const SYMBOLIC_LINK = 0o120000;
const TYPE_BITS = 0o170000;
const MADE_ON_UNIX = 3;

/** Everything in a zip archive: the file at that path, or one that was fetched. */
export async function* walkZip(archive: string | Buffer, name: string): Walk {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true };
    try {
        const zip = await (typeof archive === "string"
            ? openPromise(archive, options)
            : fromBufferPromise(archive, options));
        try {
            for await (const entry of zip.eachEntry()) {
                const path = cleanPath(entry.fileName, name);
                if (path !== undefined) {
                    yield await itemOf(zip, entry, path, name);
                }
            }
        } finally {
            zip.close();
        }
    } catch (error) {
        throw isProviderError(error)
            ? error
            : sourceError("FILE_SOURCE_UNREADABLE", `${name} can't be read as a zip archive: ${String(error)}.`);
    }
}

async function itemOf(zip: ZipFile, entry: Entry, path: string, name: string): Promise<SourceItem> {
    const mode = entry.versionMadeBy >> 8 === MADE_ON_UNIX ? entry.externalFileAttributes >>> 16 : undefined;
    if (entry.fileName.endsWith("/")) {
        return { kind: "directory", path };
    }
    const content = () => readEntry(zip, entry);
    if (mode !== undefined && (mode & TYPE_BITS) === SYMBOLIC_LINK) {
        const target = (await readAll(content())).toString("utf8");
        assertLinkWithin(path, target, name);
        return { kind: "link", path, target };
    }
    const executable = mode === undefined ? undefined : (mode & 0o111) !== 0;
    return { kind: "file", path, executable, content, range: undefined };
}

async function readAll(content: AsyncIterable<Buffer>): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of content) {
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}

async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
    yield* await zip.openReadStreamPromise(entry);
}
