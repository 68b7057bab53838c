import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let parent: string | undefined;

/** A new folder that is gone when this process is, however it ends but by a kill. */
export function temporaryFolder(name: string): string {
    if (parent === undefined) {
        const made = mkdtempSync(join(tmpdir(), "bench-"));
        process.once("exit", () => rmSync(made, { recursive: true, force: true }));
        parent = made;
    }
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, `${name}-`));
}
