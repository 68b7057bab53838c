import { type HostShell, printCall } from "./host-shell";
import type { PlacementPlan } from "./plan-placement";
import { readVerified } from "./read-verified";
import { stagedOf } from "./stage";
import type { Transfer } from "./transfer";
import type { FileItem } from "./walk-puts";

/** Which pieces of large files are on the host already: kept over the connections of one operation. */
export interface PieceLedger {
    /** Files of this size and more go in pieces. */
    readonly fromBytes: number;
    has(path: string, piece: number): boolean;
    hasAny(path: string): boolean;
    /** The host has written a piece. */
    add(pathNumber: number, piece: number): void;
    /** Paths by the numbers of this connection. */
    setPaths(paths: readonly string[]): void;
    /** Forgets everything: what the host has is not what was sent. */
    clear(): void;
}

const PIECE_BYTES = 4 * 1024 * 1024;
const PIECE_MIB = 4;
const HELPERS = 4;
/** One channel of SSH carries 2 MiB in a round trip; a smaller file is through before others are open. */
export const HELPED_FROM_BYTES = 32 * 1024 * 1024;

export function makePieceLedger(): PieceLedger {
    const written = new Set<string>();
    let paths: readonly string[] = [];
    return {
        fromBytes: PIECE_BYTES,
        hasAny: (path) => [...written].some((key) => key.endsWith(` ${path}`)),
        has: (path, piece) => written.has(`${piece} ${path}`),
        add: (pathNumber, piece) => void written.add(`${piece} ${paths[pathNumber] ?? ""}`),
        setPaths: (next) => {
            paths = next;
        },
        clear: () => written.clear(),
    };
}

type Put = PlacementPlan["put"][number];

interface Piece {
    readonly index: number;
    readonly start: number;
    readonly end: number;
}

/** Sends a large file in pieces, those that the host has left out; over several channels where that is faster. */
export async function sendInPieces(put: Put, item: FileItem, transfer: Transfer): Promise<void> {
    const { path, what } = put.wanted;
    const sizeBytes = what.kind === "file" ? what.sizeBytes : 0;
    const missing = piecesOf(sizeBytes).filter(({ index }) => !transfer.ledger.has(path, index));
    const missingBytes = missing.reduce((sum, { start, end }) => sum + end - start, 0);
    transfer.onBytes(sizeBytes - missingBytes);
    if (item.range !== undefined && transfer.openHelper !== undefined && missingBytes >= HELPED_FROM_BYTES) {
        await sendWithHelpers(put, item, missing, transfer);
        return;
    }
    const wanted = new Set(missing.map(({ index }) => index));
    let position = 0;
    await readVerified(put.wanted, item, async (chunk) => {
        for (let offset = 0; offset < chunk.length; ) {
            const index = Math.floor(position / PIECE_BYTES);
            const start = index * PIECE_BYTES;
            const end = Math.min(sizeBytes, start + PIECE_BYTES);
            const part = chunk.subarray(offset, offset + Math.min(chunk.length - offset, end - position));
            if (wanted.has(index)) {
                if (position === start) {
                    await transfer.shell.run(printPieceCall(put, { index, start, end }, transfer));
                }
                await transfer.shell.send(part);
                transfer.onBytes(part.length);
            }
            offset += part.length;
            position += part.length;
            if (wanted.has(index) && position === end) {
                await transfer.shell.run(printPieceReport(put, index, transfer));
            }
        }
    });
}

async function sendWithHelpers(put: Put, item: FileItem, missing: readonly Piece[], transfer: Transfer): Promise<void> {
    const queue = [...missing];
    const work = async () => {
        const helper = await transfer.openHelper?.();
        for (let piece = queue.shift(); piece !== undefined && helper !== undefined; piece = queue.shift()) {
            await sendPiece(put, item, piece, helper, transfer);
        }
        const end = await helper?.finish();
        if (end?.channelEnd.kind !== "exited" || end.channelEnd.exitCode !== 0) {
            throw new Error("a helper has ended before its work was done");
        }
    };
    // The whole is hashed beside: pieces out of order don't tell whether the source is what it was.
    await Promise.all([readVerified(put.wanted, item, () => {}), ...Array.from({ length: HELPERS }, work)]);
}

async function sendPiece(put: Put, item: FileItem, piece: Piece, shell: HostShell, transfer: Transfer): Promise<void> {
    await shell.run(printPieceCall(put, piece, transfer));
    let sent = 0;
    for await (const chunk of item.range?.(piece.start, piece.end) ?? []) {
        await shell.send(chunk);
        sent += chunk.length;
        transfer.onBytes(chunk.length);
    }
    // A file that became shorter: the host gets what it waits for, and the hash tells.
    await shell.send(Buffer.alloc(piece.end - piece.start - sent));
    await shell.run(printPieceReport(put, piece.index, transfer));
}

function printPieceCall({ wanted }: Put, { start, end, index }: Piece, { stageName, numberOf }: Transfer): string {
    const staged = stagedOf(wanted.path, stageName);
    return printCall("eic_write_at", numberOf(wanted.path), staged, end - start, index * PIECE_MIB);
}

function printPieceReport({ wanted }: Put, index: number, { numberOf }: Transfer): string {
    return `eic_report written ${numberOf(wanted.path)} ${index}`;
}

function piecesOf(sizeBytes: number): Piece[] {
    return Array.from({ length: Math.ceil(sizeBytes / PIECE_BYTES) }, (_, index) => {
        const start = index * PIECE_BYTES;
        return { index, start, end: Math.min(sizeBytes, start + PIECE_BYTES) };
    });
}
