import type { Shell } from "../../host/shell";
import type { Put } from "../plan/work";
import type { FileItem } from "../sources/source-item";
import { hashBeside } from "./hash-beside";
import { LANES_FROM_BYTES } from "./lanes";
import { type OpenPiece, openPiece, type Piece } from "./open-piece";
import { PIECE_BYTES } from "./piece-ledger";
import { readVerified } from "./read-verified";
import type { SendPorts } from "./send-ports";

/** Sends a large file in pieces, those that the host has left out. True when the host verifies it by itself. */
export async function sendInPieces(put: Put, item: FileItem, ports: SendPorts): Promise<boolean> {
    const { path, what } = put.wanted;
    const sizeBytes = what.kind === "file" ? what.sizeBytes : 0;
    const pieces = piecesOf(sizeBytes);
    const missing = pieces.filter(({ index }) => !ports.ledger.has(path, index));
    const missingBytes = missing.reduce((sum, { start, end }) => sum + end - start, 0);
    ports.onBytes(sizeBytes - missingBytes, "present");
    const lanes = missingBytes >= LANES_FROM_BYTES ? await ports.lanes() : [];
    const [lane] = lanes;
    if (lane === undefined) {
        await sendInOrder(put, item, missing, ports.shell, ports);
        return false;
    }
    await hashBeside(put, pieces.length, ports, () =>
        Promise.race([
            lanes.length > 1 && item.range !== undefined
                ? sendSideBySide(put, item, missing, lanes, ports)
                : sendInOrder(put, item, missing, lane, ports),
            ...lanes.map(rejectWhenEnded),
        ]),
    );
    return true;
}

async function sendInOrder(
    put: Put,
    item: FileItem,
    missing: readonly Piece[],
    shell: Shell,
    ports: SendPorts,
): Promise<void> {
    const wanted = new Map(missing.map((piece) => [piece.index, piece]));
    let position = 0;
    let open: OpenPiece | undefined;
    await readVerified(put.wanted, item, async (chunk) => {
        for (let offset = 0; offset < chunk.length; ) {
            const index = Math.floor(position / PIECE_BYTES);
            const piece = wanted.get(index);
            const end = piece?.end ?? (index + 1) * PIECE_BYTES;
            const part = chunk.subarray(offset, offset + Math.min(chunk.length - offset, end - position));
            if (position === piece?.start) {
                open = await openPiece(put, piece, shell, ports);
            }
            await open?.add(part);
            offset += part.length;
            position += part.length;
            if (position === piece?.end) {
                await open?.end();
                open = undefined;
            }
        }
    });
    await shell.flush();
}

async function sendSideBySide(
    put: Put,
    item: FileItem,
    missing: readonly Piece[],
    lanes: readonly Shell[],
    ports: SendPorts,
): Promise<void> {
    const queue = [...missing];
    const work = async (lane: Shell) => {
        for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) {
            await sendPiece(put, item, piece, lane, ports);
        }
        await lane.flush();
    };
    // The whole is hashed beside: pieces out of order don't tell whether the source is what it was.
    await Promise.all([readVerified(put.wanted, item, () => {}), ...lanes.map(work)]);
}

async function rejectWhenEnded({ ended }: Shell): Promise<never> {
    await ended;
    throw new Error("a shell has ended before its work was done");
}

async function sendPiece(put: Put, item: FileItem, piece: Piece, shell: Shell, ports: SendPorts): Promise<void> {
    const open = await openPiece(put, piece, shell, ports);
    let added = 0;
    for await (const chunk of item.range?.(piece.start, piece.end) ?? []) {
        await open.add(chunk);
        added += chunk.length;
    }
    // A file that became shorter: the host gets what it waits for, and the hash tells.
    await open.add(Buffer.alloc(piece.end - piece.start - added));
    await open.end();
}

function piecesOf(sizeBytes: number): Piece[] {
    return Array.from({ length: Math.ceil(sizeBytes / PIECE_BYTES) }, (_, index) => {
        const start = index * PIECE_BYTES;
        return { index, start, end: Math.min(sizeBytes, start + PIECE_BYTES) };
    });
}
