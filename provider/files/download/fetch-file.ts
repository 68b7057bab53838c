import { createHash } from "node:crypto";
import { printCall } from "../remote/print-call";
import type { DownloadRequest, Fetched, Sink } from "./download";
import { fetchRefused, lookRefused, type Refusal } from "./download-errors";
import type { Reading } from "./reading";

const MEBIBYTE = 1024 * 1024;
/** A disk that sleeps, or a file system on the network, may take seconds. */
const OPENING_LIMIT_MS = 30_000;

/**
 * Reads one file of the host into a sink, from its beginning to its end, over as many connections as it takes: each goes on where the
 * last one was cut.
 * @throws {ProviderError} `FILE_REMOTE_…`: the sink may have got a part by then.
 */
export async function fetchFile(
    { path, maxBytes, isSafe = false }: Pick<DownloadRequest, "path" | "maxBytes"> & { readonly isSafe?: boolean },
    sink: Sink,
    reading: Reading,
): Promise<Fetched> {
    const hash = createHash("sha256");
    let taken = 0;
    let identity = "";
    let found = "";
    let isUnsized = false;
    const take = (bytes: Buffer) => {
        taken += bytes.length;
        reading.noteProgress();
        hash.update(bytes);
        return sink.write(bytes);
    };
    await reading.with((reader) => {
        if (isUnsized) {
            // Nobody knows whether it would be the same again.
            throw fetchRefused(path, "changed");
        }
        const skippedBlocks = Math.floor(taken / MEBIBYTE);
        let doubled = taken - skippedBlocks * MEBIBYTE;
        let stopWaiting = () => {};
        const answer = reader.call({
            path,
            text: printCall(
                isSafe ? "eic_fetch_safely" : "eic_fetch",
                0,
                path,
                skippedBlocks,
                maxBytes ?? "",
                identity,
            ),
            onFrame: (frame) => {
                if (frame.kind === "data") {
                    const passed = Math.min(doubled, frame.bytes.length);
                    doubled -= passed;
                    return take(frame.bytes.subarray(passed));
                }
                const [word, , reason = ""] = frame.words;
                stopWaiting();
                if (word === "opening") {
                    // Somebody has put a pipe in its place since it was looked at, and nobody writes.
                    stopWaiting = reading.clock.after(OPENING_LIMIT_MS, () =>
                        reader.giveUp(fetchRefused(path, "special", "a pipe"), reason),
                    );
                } else if (word === "opened") {
                    identity = restOf(frame.line, 2);
                } else if (word === "text") {
                    isUnsized = true;
                    return take(Buffer.from(frame.text, "hex"));
                } else if (word === "no" && reason === "as") {
                    const [userId = "", name = ""] = frame.words.slice(3);
                    throw new ForOwner({ userId, name, path: restOf(frame.line, 5) });
                } else if (word === "no") {
                    const said = restOf(frame.line, 3);
                    // What lies behind a directory that may not be searched is not known to be missing.
                    throw reason === "missing" ? lookRefused(path, said) : fetchRefused(path, reason as Refusal, said);
                } else if (word === "got") {
                    found = reason;
                }
            },
        });
        return answer.finally(() => stopWaiting());
    });
    const sha256 = hash.digest("hex");
    // What has no size has no second reading either.
    if (found !== sha256 && !isUnsized) {
        throw fetchRefused(path, "changed");
    }
    return { sizeBytes: taken, sha256 };
}

/** Root does not read it: somebody else can exchange what leads to it. */
export class ForOwner extends Error {
    constructor(readonly keeper: { readonly userId: string; readonly name: string; readonly path: string }) {
        super(keeper.path);
    }
}

/** What stands behind so many words. */
export function restOf(line: string, words: number): string {
    return line.split(" ").slice(words).join(" ");
}
