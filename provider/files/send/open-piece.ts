import type { Shell } from "../../host/shell";
import type { Put } from "../plan/work";
import { printCall } from "../remote/print-call";
import { PIECE_MIB } from "./piece-ledger";
import { sendPart } from "./send-part";
import type { SendPorts } from "./send-ports";

/** A part of a large file that travels on its own. */
export interface Piece {
    readonly index: number;
    readonly start: number;
    readonly end: number;
}

/** Takes the bytes of a piece in their order, and has the host write them. */
export interface OpenPiece {
    add(part: Buffer): Promise<void>;
    /** All was added: the host reports when it has written it. */
    end(): Promise<void>;
}

/** Starts to send a piece: as it comes, or compressed when it is whole. */
export async function openPiece(put: Put, piece: Piece, shell: Shell, ports: SendPorts): Promise<OpenPiece> {
    const number = ports.numberOf(put.wanted.path);
    const start = (call: string, byteCount: number) => {
        const staged = ports.workplace.stagedName(put.wanted.path);
        return shell.run(printCall(call, number, staged, byteCount, piece.index * PIECE_MIB));
    };
    const sizeBytes = piece.end - piece.start;
    const report = () => shell.run(`eic_report written ${number} ${piece.index}`);
    if (!ports.zipper.wants()) {
        await start("eic_write_at", sizeBytes);
        return { add: (part) => sendPart(part, part.length, shell, ports), end: report };
    }
    const whole = Buffer.allocUnsafe(sizeBytes);
    let size = 0;
    return {
        add: async (part) => {
            size += part.copy(whole, size);
        },
        end: async () => {
            const zipped = await ports.zipper.zip(whole);
            await start(zipped === undefined ? "eic_write_at" : "eic_unzip_at", (zipped ?? whole).length);
            await sendPart(zipped ?? whole, sizeBytes, shell, ports);
            await report();
        },
    };
}
