import type { FileInput } from "../../inputs/inputs";

import { sourceError } from "../source-errors";

import { listEntry, type ReadContents } from "./list-entry";
import type { WantedPath } from "./wanted-path";

/**
 * Reads every source once, and says what is to be on the instance: paths, sizes and hashes, parents first.
 * Of a file that is not read the hash is empty and the size 0 where nobody knows them. @throws {ProviderError} a source can't be read, holds what must not be sent, or two entries want the same path.
 */
export async function listWanted(
    files: readonly FileInput[],
    read: ReadContents = "all",
): Promise<readonly WantedPath[]> {
    const wanted = new Map<string, WantedPath>();
    for (const entry of files) {
        for (const [path, item] of await listEntry(entry, read)) {
            const earlier = wanted.get(path);
            if (earlier !== undefined && !(earlier.what.kind === "directory" && item.what.kind === "directory")) {
                const both = `${earlier.entry.argumentPath} and ${entry.argumentPath}`;
                throw sourceError("FILE_CONFLICT", `${both} both put something at ${JSON.stringify(path)}.`);
            }
            wanted.set(path, earlier ?? item);
        }
    }
    for (const item of wanted.values()) {
        assertAboveIsDirectory(item, wanted);
    }
    return [...wanted.values()];
}

function assertAboveIsDirectory({ path, entry }: WantedPath, wanted: ReadonlyMap<string, WantedPath>): void {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
        const above = wanted.get(path.slice(0, end));
        if (above !== undefined && above.what.kind !== "directory") {
            const kind = above.what.kind === "file" ? "a file" : "a symbolic link";
            const where = `${above.entry.argumentPath} puts ${kind} at ${JSON.stringify(above.path)}`;
            throw sourceError("FILE_CONFLICT", `${where}, and ${entry.argumentPath} puts something below it.`);
        }
    }
}
