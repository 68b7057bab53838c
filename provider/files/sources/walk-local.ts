import { createReadStream, readFileSync } from "node:fs";
import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { sourceError } from "../file-errors";
import { CHUNK_BYTES, type SourceItem, type Walk } from "./source-item";
import { decodeName } from "./source-name";
import { assertLinkWithin } from "./source-path";

/** The one file at `path`: a link there is followed. Whether it is executable does not count for a file by itself. */
export async function* walkFile(path: string): Walk {
    const facts = await readable(path, () => stat(path));
    if (!facts.isFile()) {
        throw sourceError("FILE_SOURCE_UNREADABLE", `${path} is no file.`, ["A directory is given as a FileArchive."]);
    }
    yield fileItem(path, "", undefined, facts.size);
}

/** Everything below the directory at `root`, in an order that does not depend on the machine. */
export async function* walkDirectory(root: string): Walk {
    yield* walkBelow(root, "");
}

async function* walkBelow(root: string, within: string): AsyncGenerator<SourceItem> {
    const names = await readable(root, () => readdir(Buffer.from(join(root, within)), { encoding: "buffer" }));
    for (const bytes of names.sort(Buffer.compare)) {
        const path = within === "" ? decodeName(bytes, root) : `${within}/${decodeName(bytes, root)}`;
        const local = join(root, path);
        const facts = await readable(local, () => lstat(local));
        if (facts.isSymbolicLink()) {
            const target = decodeName(await readable(local, () => readlink(local, { encoding: "buffer" })), root);
            assertLinkWithin(path, target, root);
            yield { kind: "link", path, target };
        } else if (facts.isDirectory()) {
            yield { kind: "directory", path };
            yield* walkBelow(root, path);
        } else if (facts.isFile()) {
            yield fileItem(local, path, (facts.mode & 0o111) !== 0, facts.size);
        } else {
            throw sourceError("FILE_SOURCE_UNREADABLE", `${local} is no file, directory or symbolic link.`);
        }
    }
}

function fileItem(local: string, path: string, executable: boolean | undefined, sizeBytes: number): SourceItem {
    const range = (start: number, end: number) => readRange(local, start, end);
    const content = () => (sizeBytes <= SMALL_BYTES ? readAtOnce(local) : range(0, Number.POSITIVE_INFINITY));
    return { kind: "file", path, executable, content, range };
}

/** A stream for each of ten thousand small files costs more than all the rest. */
const SMALL_BYTES = 64 * 1024;

async function* readAtOnce(local: string): AsyncGenerator<Buffer> {
    try {
        yield readFileSync(local);
    } catch (error) {
        throw unreadable(local, error);
    }
}

async function* readRange(local: string, start: number, end: number): AsyncGenerator<Buffer> {
    if (start < end) {
        try {
            yield* createReadStream(local, { start, end: end - 1, highWaterMark: CHUNK_BYTES });
        } catch (error) {
            throw unreadable(local, error);
        }
    }
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
    try {
        return await read();
    } catch (error) {
        throw unreadable(path, error);
    }
}

function unreadable(path: string, error: unknown): Error {
    const reason = error instanceof Error ? error.message.replace(/, \w+ '.*$/, "") : String(error);
    return sourceError("FILE_SOURCE_UNREADABLE", `${path} can't be read on this machine: ${reason}.`, [
        `Relative paths start at the program's folder, ${process.cwd()}.`,
    ]);
}
