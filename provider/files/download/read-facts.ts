import type { RemoteFacts, RemoteLack } from "./download";

const TYPE_BITS = 0o170000;
const KINDS: Readonly<Record<number, RemoteFacts["kind"]>> = { 16807: "file", 9604: "directory" };

/** Reads what stat said of a path, in the format of the remote text; undefined if it said nothing of it. */
export function readFacts(path: string, said: string): RemoteFacts | undefined {
    const [raw = "", size, accessedAt, modifiedAt, , inode = ""] = said.split(" ");
    const bits = Number.parseInt(raw, 16);
    if (Number.isNaN(bits) || inode === "") {
        return undefined;
    }
    return {
        path,
        kind: KINDS[bits & TYPE_BITS] ?? "special",
        mode: bits & 0o7777,
        sizeBytes: Number(size),
        accessedAt: Number(accessedAt),
        modifiedAt: Number(modifiedAt),
        inode,
    };
}

/** What stands for bytes that are no text in UTF-8. */
const NO_TEXT = "\uFFFD";

/** A name that can't be said, and so not be asked for, is lacking. */
export function lackOfName(path: string): RemoteLack | undefined {
    return path.includes(NO_TEXT) ? { path, kind: "lacking", said: "its name is not UTF-8" } : undefined;
}
