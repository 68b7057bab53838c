import type { Shell } from "../../host/shell";
import { CHUNK_BYTES } from "../sources/source-item";
import type { SendPorts } from "./send-ports";

/** Sends bytes that stand for `contentBytes` of files, bit by bit: one write of all would be told as progress at its end. */
export async function sendPart(bytes: Buffer, contentBytes: number, shell: Shell, ports: SendPorts): Promise<void> {
    for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
        const chunk = bytes.subarray(offset, offset + CHUNK_BYTES);
        await shell.send(chunk);
        ports.zipper.sent(chunk.length);
        ports.onBytes((chunk.length / bytes.length) * contentBytes);
    }
}
