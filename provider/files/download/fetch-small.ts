import { createHash } from "node:crypto";
import { printCall } from "../remote/print-call";
import type { SmallFile } from "./download";
import type { Reading } from "./reading";

/** Reads small files in one go. Undefined where one of them is not what it seemed, or changed: each is to be read by itself then. */
export async function fetchSmall(
    paths: readonly string[],
    reading: Reading,
): Promise<readonly SmallFile[] | undefined> {
    return reading.with(async (reader) => {
        const pieces: Buffer[] = [];
        let sizes: number[] = [];
        let hashes: readonly string[] = [];
        await reader.call({
            path: paths[0] ?? "",
            text: printCall("eic_fetch_all", 0, ...paths),
            onFrame: (frame) => {
                if (frame.kind === "data") {
                    pieces.push(Buffer.from(frame.bytes));
                    reading.noteProgress();
                    return;
                }
                const [word, what] = frame.words;
                if (word === "text" && what === "sizes") {
                    sizes = frame.text.split("\n").map((line) => Number(line.split(" ", 1)[0]));
                } else if (word === "got") {
                    hashes = frame.words.slice(2);
                }
            },
        });
        return sizes.length === paths.length ? cut(paths, Buffer.concat(pieces), { sizes, hashes }) : undefined;
    });
}

function cut(
    paths: readonly string[],
    all: Buffer,
    { sizes, hashes }: { readonly sizes: readonly number[]; readonly hashes: readonly string[] },
): readonly SmallFile[] | undefined {
    let end = 0;
    const files = paths.map((path, index) => {
        const sizeBytes = sizes[index] ?? 0;
        const bytes = all.subarray(end, end + sizeBytes);
        end += sizeBytes;
        return { path, bytes, sizeBytes, sha256: createHash("sha256").update(bytes).digest("hex") };
    });
    return files.every(({ sha256 }, index) => sha256 === hashes[index]) ? files : undefined;
}
