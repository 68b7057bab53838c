import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isProviderError } from "../../base/error";
import type { FileInput, FileSource } from "../../inputs/inputs";
import type { Walk } from "./source-item";
import { assertLinkWithin, cleanPath } from "./source-path";
import { walkDirectory, walkFile } from "./walk-local";

/**
 * What is wrong with sources on this machine, as far as a look at them tells: that one is not there, or a link that leads
 * outside. Archive files are not opened, and nothing remote is asked.
 */
export async function checkSources(
    files: readonly FileInput[],
): Promise<readonly { readonly property: string; readonly reason: string }[]> {
    const found = await Promise.all(
        files.map(async ({ argumentPath, source }) => {
            const reason = source === undefined ? undefined : await problemOf(source);
            return reason === undefined ? [] : [{ property: `${argumentPath}.source`, reason }];
        }),
    );
    return found.flat();
}

async function problemOf(source: FileSource): Promise<string | undefined> {
    try {
        await look(source);
        return undefined;
    } catch (error) {
        if (isProviderError(error)) {
            return error.failure.summary;
        }
        throw error;
    }
}

async function look(source: FileSource): Promise<void> {
    switch (source.kind) {
        case "path":
            await walkThrough(walkFile(resolve(source.path)), source.path);
            return;
        case "archive-path": {
            const facts = await stat(resolve(source.path)).catch(() => undefined);
            // A path that is not there is told by the same words as one that can't be read.
            await walkThrough(
                facts?.isDirectory() ? walkDirectory(resolve(source.path)) : walkFile(resolve(source.path)),
                source.path,
            );
            return;
        }
        case "assets":
            for (const [name, nested] of source.entries) {
                cleanPath(name, "The AssetArchive");
                await look(nested);
            }
    }
}

/** Looks at everything, but reads no content. */
async function walkThrough(walk: Walk, source: string): Promise<void> {
    const links = new Map<string, string>();
    for await (const item of walk) {
        if (item.kind === "link") {
            links.set(item.path, item.target);
        }
    }
    for (const [path, target] of links) {
        assertLinkWithin(path, target, source, (at) => links.get(at));
    }
}
