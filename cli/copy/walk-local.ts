import { accessSync, constants, readdirSync, type Stats, statSync } from "node:fs";
import { join, posix } from "node:path";
import { type CopyFailure, failureOf } from "./file-error";

/** A file or a directory of this machine and where on the instance it goes. */
export interface UploadItem {
    readonly kind: "file" | "directory";
    readonly from: string;
    readonly to: string;
    readonly mode: number;
    readonly sizeBytes: number;
    readonly accessedAt: number;
    readonly modifiedAt: number;
}

interface WalkSettings {
    readonly recursive: boolean;
    readonly fail: (failure: CopyFailure) => void;
}

/** A source and all that is in it, parents first; links are followed. What can't be copied is reported, and left out. */
export function walkLocal(source: string, to: string, settings: WalkSettings): UploadItem[] {
    return walkBelow({ from: source, to, above: [] }, settings);
}

interface Step {
    readonly from: string;
    readonly to: string;
    /** The directories that it is in. */
    readonly above: readonly string[];
}

function walkBelow({ from, to, above }: Step, settings: WalkSettings): UploadItem[] {
    const { recursive, fail } = settings;
    const refuse = (code: string, reason: string): UploadItem[] => {
        fail({ path: from, code, reason });
        return [];
    };
    try {
        const facts = statSync(from);
        if (facts.isFile()) {
            // Found out here, it is a matter of this file alone.
            accessSync(from, constants.R_OK);
            return [itemOf("file", { from, to, facts })];
        }
        if (!facts.isDirectory()) {
            return refuse("FILE_SOURCE_SPECIAL", `It is ${kindOf(facts)}, and only files and directories are copied.`);
        }
        if (!recursive) {
            return refuse("EISDIR", "It is a directory: copy it with -r.");
        }
        const inode = `${facts.dev}:${facts.ino}`;
        if (above.includes(inode)) {
            return refuse("ELOOP", "It is a link to a directory that it is in.");
        }
        const names = readdirSync(Buffer.from(from), { encoding: "buffer" }).sort(Buffer.compare);
        const below = names.flatMap((bytes) => {
            const name = bytes.toString("utf8");
            if (!Buffer.from(name).equals(bytes)) {
                fail({ path: join(from, name), code: "FILE_NAME_NOT_UTF8", reason: "Its name is not UTF-8." });
                return [];
            }
            return walkBelow({ from: join(from, name), to: posix.join(to, name), above: [...above, inode] }, settings);
        });
        return [itemOf("directory", { from, to, facts }), ...below];
    } catch (error) {
        const failure = failureOf(from, error);
        if (failure === undefined) {
            throw error;
        }
        fail(failure);
        return [];
    }
}

function itemOf(
    kind: UploadItem["kind"],
    { from, to, facts }: { readonly from: string; readonly to: string; readonly facts: Stats },
): UploadItem {
    const { mode, size, atimeMs, mtimeMs } = facts;
    const times = { accessedAt: Math.floor(atimeMs / 1000), modifiedAt: Math.floor(mtimeMs / 1000) };
    return { kind, from, to, mode: mode & 0o777, sizeBytes: kind === "file" ? size : 0, ...times };
}

function kindOf(facts: Stats): string {
    return facts.isFIFO() ? "a named pipe" : facts.isSocket() ? "a socket" : "a device";
}
