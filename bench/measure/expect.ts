import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Fails unless the text has the line `output N` once for each N below the count. */
export function expectLines(text: string, count: number): void {
    expectOutputs(text.trim().split("\n"), count);
}

/** Fails unless there is an `output N` once for each N below the count. */
export function expectOutputs(outputs: readonly unknown[], count: number): void {
    const wanted = new Set(Array.from({ length: count }, (_, index) => `output ${index}`));
    const found = new Set(outputs);
    const missing = [...wanted].filter((output) => !found.has(output));
    if (outputs.length !== count || missing.length > 0) {
        throw new Error(`expected ${count} outputs, got ${outputs.length}; missing: ${missing.slice(0, 5).join(", ")}`);
    }
}

/** SHA-256 of a file. */
export async function hashFile(path: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
    return hash.digest("hex");
}

/** One hash of the names and contents of all files below a folder. */
export function hashTree(folder: string): string {
    const hash = createHash("sha256");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
        .sort();
    for (const file of files) {
        hash.update(`${file}\n`).update(
            createHash("sha256")
                .update(readFileSync(join(folder, file)))
                .digest(),
        );
    }
    return hash.digest("hex");
}

/** Fails unless both are the same. */
export function expectSame(found: string, wanted: string, what: string): void {
    if (found !== wanted) {
        throw new Error(`${what} differs: ${found} in place of ${wanted}`);
    }
}
