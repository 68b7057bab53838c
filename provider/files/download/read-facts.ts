import type { RemoteFacts, RemoteLack } from "./download";

const TYPE_BITS = 0o170000;
const REGULAR_FILE = 0o100000;
const DIRECTORY = 0o040000;

/** Reads what stat said of a path, in the format of the remote text; undefined if it said nothing of it. */
export function readFacts(path: string, said: string): RemoteFacts | undefined {
    const [raw = "", size, accessedAt, modifiedAt, , inode = ""] = said.split(" ");
    const bits = Number.parseInt(raw, 16);
    if (Number.isNaN(bits) || inode === "") {
        return undefined;
    }
    return {
        path,
        kind: kindOf(bits & TYPE_BITS),
        mode: bits & 0o7777,
        sizeBytes: Number(size),
        accessedAt: Number(accessedAt),
        modifiedAt: Number(modifiedAt),
        inode,
    };
}

function kindOf(type: number): RemoteFacts["kind"] {
    return type === REGULAR_FILE ? "file" : type === DIRECTORY ? "directory" : "special";
}

/** What stands for bytes that are no text in UTF-8. */
const NO_TEXT = "\uFFFD";

/** A name that can't be said, and so not be asked for, is lacking. */
export function lackOfName(path: string): RemoteLack | undefined {
    return path.includes(NO_TEXT) ? { path, kind: "lacking", said: "its name is not UTF-8" } : undefined;
}
