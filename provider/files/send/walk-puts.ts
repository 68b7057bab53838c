import { groupBy } from "../../base/group-by";
import type { FileInput } from "../../inputs/inputs";
import type { Put } from "../plan/work";
import { sourceChanged } from "../source-errors";
import { walkSource } from "../sources/open-source";
import type { FileItem } from "../sources/source-item";

/**
 * The files to put with their sources opened, in the order of the sources.
 * @throws {ProviderError} `FILE_SOURCE_CHANGED`: a file is no longer there.
 */
export async function* walkPuts(puts: readonly Put[]): AsyncGenerator<{ put: Put; item: FileItem }> {
    for (const [entry, ofEntry] of groupBy(puts, ({ wanted }) => wanted.entry)) {
        yield* walkEntry(entry, new Map(ofEntry.map((put) => [put.wanted.ordinal, put])));
    }
}

async function* walkEntry(
    { source, argumentPath }: FileInput,
    missing: Map<number, Put>,
): AsyncGenerator<{ put: Put; item: FileItem }> {
    let ordinal = 0;
    for await (const item of source === undefined ? [] : walkSource(source)) {
        const put = missing.get(ordinal);
        missing.delete(ordinal);
        ordinal += 1;
        if (put !== undefined && item.kind === "file") {
            yield { put, item };
        }
        if (missing.size === 0) {
            return;
        }
    }
    const [first] = missing.values();
    throw sourceChanged(argumentPath, first?.wanted.path ?? "");
}
