import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { FileInput } from "../inputs/inputs";
import { inChunks } from "./chunks";
import { sourceChanged } from "./file-errors";
import { type HostShell, printCall } from "./host-shell";
import type { Attributes, PlacementPlan } from "./plan-placement";
import { walkSource } from "./sources/open-source";
import type { SourceItem } from "./sources/source-item";
import type { WantedPath } from "./survey";

/** What is told while files are sent. */
export interface TransferListener {
    onBytes(byteCount: number): void;
}

/** Whole MiB of a file that an earlier connection of the same operation has left on the host. */
export type PresentMiB = (path: string) => number;

const MIB = 1024 * 1024;

type Put = PlacementPlan["put"][number];

/** As many files, or as many bytes, appear at their places together. */
const BATCH_FILES = 500;
const BATCH_BYTES = 64 * 1024 * 1024;
/** Arguments of one call on the host. */
const CALL_PATHS = 200;

/** The directory beside a target in which files are made ready: only the user that writes can look into it. */
export function stageOf(path: string, stageName: string): string {
    return posix.join(posix.dirname(path), stageName);
}

/** The numbers by which the host says which path failed. */
export type NumberOf = (path: string) => number;

/** Sends everything of `puts` and puts it in place, batch by batch, in the order of its sources. */
export async function sendPuts(
    puts: readonly Put[],
    stageName: string,
    shell: HostShell,
    numberOf: NumberOf,
    presentMiB: PresentMiB,
    listener: TransferListener,
): Promise<void> {
    let batch: Put[] = [];
    let batchBytes = 0;
    const flush = async () => {
        await commit(batch, stageName, shell, numberOf);
        batch = [];
        batchBytes = 0;
    };
    for (const put of puts.filter(({ wanted }) => wanted.what.kind === "link")) {
        // -f: an earlier connection may have left it.
        const { path, what } = put.wanted;
        const target = what.kind === "link" ? what.target : "";
        await shell.run(
            printCall("eic_try", "link", numberOf(path), "ln", "-sf", "--", target, stagedOf(path, stageName)),
        );
        batch.push(put);
    }
    for await (const { put, item } of walkPuts(puts)) {
        await sendFile(put.wanted, item, stagedOf(put.wanted.path, stageName), shell, numberOf, presentMiB, listener);
        batch.push(put);
        batchBytes += put.wanted.what.kind === "file" ? put.wanted.what.sizeBytes : 0;
        if (batch.length >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
            await flush();
        }
    }
    await flush();
}

/** Files to put with their sources opened, each while the walk over its entry stands at it. */
async function* walkPuts(puts: readonly Put[]): AsyncGenerator<{ put: Put; item: SourceItem & { kind: "file" } }> {
    const files = puts.filter(({ wanted }) => wanted.what.kind === "file");
    const byEntry = new Map<FileInput, Map<number, Put>>();
    for (const put of files) {
        const ofEntry = byEntry.get(put.wanted.entry) ?? new Map<number, Put>();
        byEntry.set(put.wanted.entry, ofEntry.set(put.wanted.ordinal, put));
    }
    for (const [entry, ofEntry] of byEntry) {
        let ordinal = 0;
        for await (const item of entry.source === undefined ? [] : walkSource(entry.source)) {
            const put = ofEntry.get(ordinal);
            ordinal += 1;
            if (put !== undefined && item.kind === "file") {
                ofEntry.delete(put.wanted.ordinal);
                yield { put, item };
            }
            if (ofEntry.size === 0) {
                break;
            }
        }
        const [missing] = ofEntry.values();
        if (missing !== undefined) {
            throw sourceChanged(entry.argumentPath, missing.wanted.path);
        }
    }
}

async function sendFile(
    wanted: WantedPath,
    item: SourceItem & { kind: "file" },
    staged: string,
    shell: HostShell,
    numberOf: NumberOf,
    presentMiB: PresentMiB,
    listener: TransferListener,
): Promise<void> {
    if (wanted.what.kind !== "file") {
        return;
    }
    const { sizeBytes, sha256 } = wanted.what;
    const { path, entry } = wanted;
    const skipMiB = Math.min(presentMiB(path), Math.floor(sizeBytes / MIB));
    const skipBytes = skipMiB * MIB;
    await shell.run(
        skipMiB === 0
            ? printCall("eic_write", numberOf(path), staged, sizeBytes)
            : printCall("eic_write_at", numberOf(path), staged, sizeBytes - skipBytes, skipMiB),
    );
    const hash = createHash("sha256");
    let sent = 0;
    for await (const chunk of item.content()) {
        sent += chunk.length;
        if (sent > sizeBytes) {
            break;
        }
        hash.update(chunk);
        const news = sent <= skipBytes ? 0 : Math.min(chunk.length, sent - skipBytes);
        if (news > 0) {
            await shell.send(chunk.subarray(chunk.length - news));
        }
        listener.onBytes(chunk.length);
    }
    if (sent !== sizeBytes || hash.digest("hex") !== sha256) {
        throw sourceChanged(entry.argumentPath, path);
    }
}

/** Where a file is made ready. */
export function stagedOf(path: string, stageName: string): string {
    return posix.join(stageOf(path, stageName), posix.basename(path));
}

/** Verifies a batch on the host, gives each file its owner and permissions, and only then its name. */
async function commit(batch: readonly Put[], stageName: string, shell: HostShell, numberOf: NumberOf): Promise<void> {
    const staged = batch.map((put) => ({ ...put, path: stagedOf(put.wanted.path, stageName) }));
    const pieces = [
        ...verifyPieces(batch, stageName, numberOf),
        ...attributePieces(staged, (path) =>
            numberOf(posix.join(posix.dirname(posix.dirname(path)), posix.basename(path))),
        ),
    ];
    for (const [directory, puts] of groupBy(batch, ({ wanted }) => posix.dirname(wanted.path))) {
        for (const some of inChunks(puts, CALL_PATHS)) {
            const number = numberOf(some[0]?.wanted.path ?? "");
            const paths = some.map(({ wanted }) => stagedOf(wanted.path, stageName));
            pieces.push(
                printCall("eic_try", "put", number, "mv", "-f", "--", ...paths, `${directory.replace(/\/$/, "")}/`),
            );
        }
    }
    for (const piece of pieces) {
        await shell.run(piece);
    }
    await shell.run(`eic_report placed ${batch.length}`);
}

function verifyPieces(batch: readonly Put[], stageName: string, numberOf: NumberOf): string[] {
    const files = batch.filter(({ wanted }) => wanted.what.kind === "file");
    const isOdd = ({ wanted }: Put) => /[\n\\]/.test(wanted.path);
    const groups = [
        ...inChunks(
            files.filter((put) => !isOdd(put)),
            CALL_PATHS,
        ),
        ...files.filter(isOdd).map((put) => [put]),
    ];
    return groups.map((puts) => {
        const hashes = puts.map(({ wanted }) => (wanted.what.kind === "file" ? wanted.what.sha256 : "")).join("\n");
        const paths = puts.map(({ wanted }) => stagedOf(wanted.path, stageName));
        return printCall("eic_verify", numberOf(puts[0]?.wanted.path ?? ""), hashes, ...paths);
    });
}

/** Owner first: a change of owner takes away set-user-id. */
export function attributePieces(
    items: readonly ({ readonly path: string } & Attributes)[],
    numberOf: NumberOf,
): string[] {
    const owned = items.filter(({ owner, group }) => owner !== undefined || group !== undefined);
    const moded = items.filter(({ mode }) => mode !== undefined);
    return [
        ...[...groupBy(owned, ({ owner, group }) => `${owner ?? ""}${group === undefined ? "" : `:${group}`}`)].flatMap(
            ([spec, some]) => callPieces("own", ["chown", "-h", spec], some, numberOf),
        ),
        ...[...groupBy(moded, ({ mode = 0 }) => mode.toString(8).padStart(4, "0"))].flatMap(([mode, some]) =>
            callPieces("set the mode of", ["chmod", mode], some, numberOf),
        ),
    ];
}

/** Calls of one tool for many paths. */
export function callPieces(
    step: string,
    command: readonly string[],
    items: readonly { readonly path: string }[],
    numberOf: NumberOf,
): string[] {
    return inChunks(items, CALL_PATHS).map((some) =>
        printCall("eic_try", step, numberOf(some[0]?.path ?? ""), ...command, "--", ...some.map(({ path }) => path)),
    );
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of list) {
        const key = keyOf(item);
        groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return groups;
}
