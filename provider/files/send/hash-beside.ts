import type { Put } from "../plan/work";
import { printCall } from "../remote/print-call";
import type { SendPorts } from "./send-ports";

/**
 * Lets the main shell hash a file while `send` has other shells write it, so that the host is ready with it at about the time
 * of the last byte. When it resolves, the host verifies the file before it takes the next piece of program.
 */
export async function hashBeside(
    put: Put,
    pieceCount: number,
    { shell, ledger, numberOf, workplace }: SendPorts,
    send: () => Promise<void>,
): Promise<void> {
    const { path, what } = put.wanted;
    const sha256 = what.kind === "file" ? what.sha256 : "";
    const say = async (words: string) => {
        await shell.send(Buffer.from(words));
        await shell.flush();
    };
    await shell.run(printCall("eic_digest", numberOf(path), workplace.stagedName(path), sha256));
    let next = 0;
    let forget = () => {};
    const allWritten = new Promise<void>((resolve, reject) => {
        const tell = () => {
            const first = next;
            while (next < pieceCount && ledger.has(path, next)) {
                next += 1;
            }
            say("more\n".repeat(next - first)).catch(reject);
            if (next === pieceCount) {
                resolve();
            }
        };
        forget = ledger.onAdd(tell);
        tell();
    });
    try {
        await Promise.all([send(), allWritten]);
        await say("end\nwhole\n");
    } catch (error) {
        await say("end\ngiven up\n").catch(() => {});
        throw error;
    } finally {
        forget();
    }
}
