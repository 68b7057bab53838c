import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileSource } from "../../inputs/inputs";

import { sourceError } from "../source-errors";

import { fetchRemote, nameOfAddress } from "./fetch-remote";
import { CHUNK_BYTES, type Walk } from "./source-item";
import { cleanPath } from "./source-path";
import { walkDirectory, walkFile } from "./walk-local";
import { walkTar } from "./walk-tar";
import { walkZip } from "./walk-zip";

/** A remote zip has its list at its end, so it is held in memory; a tar archive of any size is read as it comes. */
const LARGEST_REMOTE_ZIP_BYTES = 256 * 1024 * 1024;

/** True for a source that becomes a directory on the instance. */
export function isTree(source: FileSource): boolean {
    return source.kind === "archive-path" || source.kind === "archive-uri" || source.kind === "assets";
}

/** A new walk over a source, from its beginning. Relative paths start at the program's folder. */
export function walkSource(source: FileSource): Walk {
    switch (source.kind) {
        case "text":
            return walkText(source.text);
        case "path":
            return walkFile(resolve(source.path));
        case "uri":
            return walkRemoteFile(source.uri, source.sha256);
        case "archive-path":
            return walkArchive(resolve(source.path));
        case "archive-uri":
            return walkRemoteArchive(source.uri);
        case "assets":
            return walkAssets(source.entries);
    }
}

async function* walkText(text: string): Walk {
    const bytes = Buffer.from(text);
    yield {
        kind: "file",
        path: "",
        executable: undefined,
        content: async function* () {
            for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
                yield bytes.subarray(offset, offset + CHUNK_BYTES);
            }
        },
        range: undefined,
        sizeBytes: bytes.length,
    };
}

async function* walkRemoteFile(uri: string, sha256: string | undefined): Walk {
    const content = async function* () {
        yield* (await fetchRemote(uri)) as AsyncIterable<Buffer>;
    };
    yield { kind: "file", path: "", executable: undefined, content, range: undefined, ...(sha256 && { sha256 }) };
}

async function* walkArchive(path: string): Walk {
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) {
        throw sourceError("FILE_SOURCE_UNREADABLE", `There is no ${path} on this machine.`, [
            `Relative paths start at the program's folder, ${process.cwd()}.`,
        ]);
    }
    if (facts.isDirectory()) {
        yield* walkDirectory(path);
    } else if (/\.zip$/i.test(path)) {
        yield* walkZip(path, path);
    } else {
        yield* walkTar(createReadStream(path), isZippedTar(path), path);
    }
}

async function* walkRemoteArchive(uri: string): Walk {
    const name = nameOfAddress(uri);
    if (/^file:/i.test(uri)) {
        yield* walkArchive(fileURLToPath(uri));
    } else if (/\.zip$/i.test(name)) {
        yield* walkZip(await readWhole(uri, name), name);
    } else {
        yield* walkTar(await fetchRemote(uri), isZippedTar(name), name);
    }
}

async function readWhole(uri: string, name: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of (await fetchRemote(uri)) as AsyncIterable<Buffer>) {
        pieces.push(piece);
        size += piece.length;
        if (size > LARGEST_REMOTE_ZIP_BYTES) {
            throw sourceError(
                "FILE_SOURCE_TOO_LARGE",
                `${name} is larger than 256 MiB, the limit for a remote zip archive.`,
                ["Provide it as .tar.gz, or download it and use a FileArchive."],
            );
        }
    }
    return Buffer.concat(pieces);
}

/** The assets of an archive that a program put together, each below its name. */
async function* walkAssets(entries: readonly (readonly [string, FileSource])[]): Walk {
    for (const [name, source] of entries) {
        const top = cleanPath(name, "The AssetArchive");
        if (isTree(source) && top !== undefined) {
            yield { kind: "directory", path: top };
        }
        for await (const item of walkSource(source)) {
            const path = [top, item.path].filter((part) => part !== undefined && part !== "").join("/");
            yield { ...item, path };
        }
    }
}

function isZippedTar(path: string): boolean {
    return /\.(tgz|gz)$/i.test(path);
}
