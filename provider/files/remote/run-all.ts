import type { Shell } from "../../host/shell";

/** The host starts a process for each piece that it reads, and a shell holds a piece whole. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Runs the calls one after the other, many in a piece of program. Only the last may be followed by bytes that it takes from its stdin.
 */
export async function runAll(calls: readonly string[], shell: Shell): Promise<void> {
    for (const piece of joinUpTo(calls, PIECE_CHARACTERS)) {
        await shell.run(piece);
    }
}

/** The texts with a line end between them, as many together as `limit` characters hold; a longer one stands alone. */
export function joinUpTo(texts: readonly string[], limit: number): string[] {
    const joined: string[] = [];
    let together: string[] = [];
    let size = 0;
    for (const text of texts) {
        if (together.length > 0 && size + text.length > limit) {
            joined.push(together.join("\n"));
            together = [];
            size = 0;
        }
        together.push(text);
        size += text.length + 1;
    }
    return together.length === 0 ? joined : [...joined, together.join("\n")];
}
