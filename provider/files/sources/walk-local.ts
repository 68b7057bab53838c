import { lstatSync, readFileSync } from "node:fs";
import { open, readdir, readlink, stat } from "node:fs/promises";
import { join } from "node:path";

import { sourceError } from "../source-errors";

import { CHUNK_BYTES, type SourceItem, type Walk } from "./source-item";
import { decodeName } from "./source-name";
import { assertLinkWithin } from "./source-path";

/** The one file at `path`: a link there is followed. Whether it is executable does not count for a file by itself. */
export async function* walkFile(path: string): Walk {
    const facts = await readable(path, () => stat(path));
    if (!facts.isFile()) {
        throw sourceError("FILE_SOURCE_UNREADABLE", `${path} is not a file.`, ["For a directory, use a FileArchive."]);
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
        // At once: a turn through the thread pool costs ten times as much as the look itself.
        const facts = await readable(local, () => lstatSync(local));
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
            throw sourceError("FILE_SOURCE_UNREADABLE", `${local} is not a file, directory or symbolic link.`);
        }
    }
}

function fileItem(local: string, path: string, executable: boolean | undefined, sizeBytes: number): SourceItem {
    const range = (start: number, end: number) => readRange(local, start, end);
    const bytes = sizeBytes <= SMALL_BYTES ? () => readAtOnce(local) : undefined;
    const content = () => (bytes === undefined ? range(0, Number.POSITIVE_INFINITY) : streamOf(bytes));
    return { kind: "file", path, executable, content, bytes, range, sizeBytes };
}

const SMALL_BYTES = 64 * 1024;

async function* streamOf(bytes: () => Buffer): AsyncGenerator<Buffer> {
    yield bytes();
}

function readAtOnce(local: string): Buffer {
    try {
        return readFileSync(local);
    } catch (error) {
        throw unreadable(local, error);
    }
}

/** Reads ahead while a chunk is used, into the same two buffers: gigabytes of new ones would keep the garbage collector busy. */
async function* readRange(local: string, start: number, end: number): AsyncGenerator<Buffer> {
    const file = await readable(local, () => open(local));
    try {
        const read = (buffer: Buffer, position: number) =>
            file.read(buffer, 0, Math.max(0, Math.min(buffer.length, end - position)), position);
        let position = start;
        let [next, other] = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
        let reading = read(next, position);
        for (;;) {
            const { bytesRead, buffer } = await readable(local, () => reading);
            if (bytesRead === 0) {
                return;
            }
            position += bytesRead;
            [next, other] = [other, next];
            reading = read(next, position);
            // Its failure is met in the next round, if there is one.
            reading.catch(() => {});
            yield buffer.subarray(0, bytesRead);
        }
    } finally {
        await file.close();
    }
}

async function readable<T>(path: string, read: () => Promise<T> | T): Promise<T> {
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
