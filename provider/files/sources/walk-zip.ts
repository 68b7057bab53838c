import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";

import { sourceError } from "../source-errors";

import { explainUnreadable, readExplained } from "./read-explained";
import type { SourceItem, Walk } from "./source-item";
import { decodeName } from "./source-name";
import { assertLinkWithin, cleanPath } from "./source-path";

const SYMBOLIC_LINK = 0o120000;
const REGULAR_FILE = 0o100000;
const TYPE_BITS = 0o170000;
const MADE_ON_UNIX = 3;
const MADE_ON_MACOS = 19;
const NAME_IS_UTF8 = 0x800;
const UNICODE_NAME_FIELD = 0x7075;

/** Loaded when there is an archive to read. */
const vendor = () => require("yauzl") as typeof import("yauzl");

/** Everything in a zip archive: the file at that path, or one that was fetched. */
export async function* walkZip(archive: string | Buffer, name: string): Walk {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    const explain = (error: unknown) => explainUnreadable(error, name, "a zip archive");
    try {
        const zip = await (typeof archive === "string"
            ? vendor().openPromise(archive, options)
            : vendor().fromBufferPromise(archive, options));
        try {
            for await (const entry of zip.eachEntry()) {
                const entryName = nameOf(entry, name);
                const path = cleanPath(entryName, name);
                if (path !== undefined) {
                    const content = () => readExplained(readEntry(zip, entry), explain);
                    yield await itemOf(entry, path, entryName.endsWith("/"), content, name);
                }
            }
        } finally {
            zip.close();
        }
    } catch (error) {
        throw explain(error);
    }
}

/** Unix writes the bytes of a name as they are, not always with the flag that says UTF-8; DOS separates by a backslash. */
function nameOf(entry: Entry, archive: string): string {
    const isSaid =
        (entry.generalPurposeBitFlag & NAME_IS_UTF8) !== 0 ||
        entry.extraFields.some(({ id }) => id === UNICODE_NAME_FIELD);
    if (isMadeOnUnix(entry) && !isSaid) {
        return decodeName(entry.fileNameRaw, archive);
    }
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    return vendor().getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, isMadeOnUnix(entry));
}

function isMadeOnUnix({ versionMadeBy }: Entry): boolean {
    return [MADE_ON_UNIX, MADE_ON_MACOS].includes(versionMadeBy >> 8);
}

async function itemOf(
    entry: Entry,
    path: string,
    isDirectory: boolean,
    content: () => AsyncIterable<Buffer>,
    archive: string,
): Promise<SourceItem> {
    const mode = isMadeOnUnix(entry) ? entry.externalFileAttributes >>> 16 : undefined;
    const type = (mode ?? 0) & TYPE_BITS;
    if (isDirectory) {
        return { kind: "directory", path };
    }
    if (type === SYMBOLIC_LINK) {
        const target = decodeName(await readAll(content()), archive);
        assertLinkWithin(path, target, archive);
        return { kind: "link", path, target };
    }
    if (type !== REGULAR_FILE && type !== 0) {
        throw sourceError(
            "FILE_SOURCE_UNREADABLE",
            `${archive} contains something that is not a file, directory or symbolic link: ${JSON.stringify(path)}.`,
            ["Only files, directories and symbolic links can be put on an instance."],
        );
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
    if (entry.isEncrypted()) {
        throw new Error("it is encrypted");
    }
    let sum = 0;
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        sum = crc32(chunk, sum);
        yield chunk;
    }
    if (sum !== entry.crc32) {
        throw new Error("a checksum is wrong");
    }
}
