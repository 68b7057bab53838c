import type { Shell } from "../../host/shell";

/** Runs the pieces of program one after the other. */
export async function runAll(pieces: readonly string[], shell: Shell): Promise<void> {
    for (const piece of pieces) {
        await shell.run(piece);
    }
}
