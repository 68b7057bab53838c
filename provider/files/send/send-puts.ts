import type { Put } from "../plan/work";
import { printCall } from "../remote/print-call";
import { runAll } from "../remote/run-all";
import { printCommit } from "./print-commit";
import { readVerified, readWholeVerified } from "./read-verified";
import { sendPart } from "./send-part";
import { sendInPieces } from "./send-pieces";
import type { SendPorts } from "./send-ports";
import { type BatchedFile, printTar } from "./tar-batch";
import { walkPuts } from "./walk-puts";

/** As many files, or as many bytes, appear at their places together. */
const BATCH_FILES = 500;
const BATCH_BYTES = 64 * 1024 * 1024;
/** Small enough to be held in memory until its batch is full. */
const SMALL_BYTES = 64 * 1024;
const HELD_BYTES = 8 * 1024 * 1024;

/** Sends everything of `puts` and puts it in place, batch by batch, in the order of its sources. */
export async function sendPuts(puts: readonly Put[], ports: SendPorts): Promise<void> {
    const { shell, workplace, numberOf, ledger } = ports;
    const held: BatchedFile[] = [];
    let heldBytes = 0;
    let batch = puts.filter(({ wanted }) => wanted.what.kind === "link");
    let batchBytes = 0;
    const verified = new Set<Put>();
    const flushHeld = async () => {
        await sendArchive(held.splice(0), ports);
        heldBytes = 0;
    };
    const flush = async () => {
        await flushHeld();
        await runAll(printCommit(batch, verified, workplace, numberOf), shell);
        batch = [];
        batchBytes = 0;
    };
    await runAll(printLinks(batch, ports), shell);
    for await (const { put, item } of walkPuts(puts.filter(({ wanted }) => wanted.what.kind === "file"))) {
        const { wanted } = put;
        const sizeBytes = wanted.what.kind === "file" ? wanted.what.sizeBytes : 0;
        if (ports.useTar && sizeBytes <= SMALL_BYTES) {
            held.push({
                path: wanted.path,
                name: workplace.stagedName(wanted.path),
                bytes: await readWholeVerified(put.wanted, item),
            });
            heldBytes += sizeBytes;
            if (heldBytes >= HELD_BYTES) {
                await flushHeld();
            }
        } else if (sizeBytes >= ledger.fromBytes) {
            if (await sendInPieces(put, item, ports)) {
                verified.add(put);
            }
        } else {
            await shell.run(
                printCall("eic_write", numberOf(wanted.path), workplace.stagedName(wanted.path), sizeBytes),
            );
            await readVerified(put.wanted, item, (chunk) => sendPart(chunk, chunk.length, shell, ports));
        }
        batch.push(put);
        batchBytes += sizeBytes;
        if (batch.length >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
            await flush();
        }
    }
    await flush();
}

async function sendArchive(files: readonly BatchedFile[], ports: SendPorts): Promise<void> {
    const { shell, numberOf, zipper } = ports;
    const [first] = files;
    if (first !== undefined) {
        const archive = printTar(files);
        const contentBytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
        const zipped = await zipper.zip(archive);
        const call = zipped === undefined ? "eic_unpack" : "eic_unzip";
        const sent = zipped ?? archive;
        await shell.run(printCall(call, numberOf(first.path), sent.length));
        await sendPart(sent, contentBytes, shell, ports);
    }
}

function printLinks(links: readonly Put[], { numberOf, workplace }: SendPorts): string[] {
    return links.map(({ wanted: { path, what } }) => {
        const target = what.kind === "link" ? what.target : "";
        // -f: an earlier connection may have left it.
        return printCall("eic_try", "link", numberOf(path), "ln", "-sf", "--", target, workplace.stagedName(path));
    });
}
