import {
    closeSync,
    fchmodSync,
    futimesSync,
    openSync,
    realpathSync,
    renameSync,
    rmSync,
    statSync,
    writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { systemRandom } from "../../provider/base/random";

/** What a file gets besides its content. */
export interface FileFacts {
    readonly mode: number;
    readonly accessedAt: number;
    readonly modifiedAt: number;
}

/** A file of this machine that gets its name when it is whole. */
export interface LocalFile {
    write(bytes: Buffer): void;
    /** Gives it its name. */
    commit(): void;
    discard(): void;
}

const unfinished = new Set<string>();

/** Removes what has no name yet. */
export function discardUnfinished(): void {
    for (const path of unfinished) {
        rmSync(path, { force: true });
    }
    unfinished.clear();
}

/**
 * Begins a file next to its place. A link there is followed. What is there keeps its permissions, else they are the source's, as far
 * as the umask allows.
 * @throws {NodeJS.ErrnoException}
 */
export function openLocalFile(place: string, facts: FileFacts, preserves: boolean): LocalFile {
    const path = followed(place);
    const before = statSync(path, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile()) {
        const reason = before.isDirectory() ? "is a directory" : "not a regular file";
        throw Object.assign(new Error(reason), { code: "EEXIST", syscall: "open" });
    }
    const fresh = join(dirname(path), `.eic-${systemRandom.hex(8)}.part`);
    const descriptor = openSync(fresh, "wx", facts.mode & 0o777);
    unfinished.add(fresh);
    const end = () => {
        closeSync(descriptor);
        unfinished.delete(fresh);
    };
    const discard = () => {
        if (unfinished.has(fresh)) {
            end();
            rmSync(fresh, { force: true });
        }
    };
    return {
        write: (bytes) => {
            for (let at = 0; at < bytes.length; ) {
                at += writeSync(descriptor, bytes, at);
            }
        },
        commit: () => {
            try {
                if (preserves) {
                    fchmodSync(descriptor, facts.mode & 0o777);
                    futimesSync(descriptor, facts.accessedAt, facts.modifiedAt);
                } else if (before !== undefined) {
                    fchmodSync(descriptor, before.mode & 0o7777);
                }
                renameSync(fresh, path);
            } catch (error) {
                discard();
                throw error;
            }
            end();
        },
        discard,
    };
}

/** Where a link leads, also to what is not there yet. */
function followed(path: string): string {
    try {
        return realpathSync(path);
    } catch {
        // Nothing is there, and its directory may be.
        return join(realpathSync(dirname(path)), basename(path));
    }
}
