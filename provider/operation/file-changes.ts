import type { Log } from "../base/log";
import { describeChanges, noteTrees, treesDiffer } from "../files";
import { parseFiles, readTreeNote } from "../inputs";
import type { FileInput, KnownFiles } from "../inputs/inputs";
import type { Recorded } from "../state";

/** Whether directories of the program differ from what was put in place in what their hash does not tell. */
export async function haveTreesChanged(files: readonly FileInput[], { placed }: Recorded): Promise<boolean> {
    return treesDiffer(files, await noteTrees(files), placed);
}

/** The same of what the check noted, when sources are not known any more. */
export function haveNotedTreesChanged(raw: Record<string, unknown>, { placed }: Recorded): boolean {
    return treesDiffer(parseFiles(raw.files), readTreeNote(raw), placed);
}

/** The files of a program beside those that were put in place. */
export interface FileComparison {
    readonly files: KnownFiles;
    readonly recorded: Recorded;
    /** Whether the contents of files may have changed, and not only what the engine's hash of a directory does not tell. */
    readonly contentsChanged: boolean;
}

/** Says which files change: the engine itself shows no more than the path of an asset on this machine. Fetches nothing. */
export async function showFileChanges({ files, recorded, contentsChanged }: FileComparison, log: Log): Promise<void> {
    const changes = await describeChanges(files, recorded.placed, contentsChanged);
    if (changes.length > 0) {
        const shown = changes.slice(0, SHOWN_CHANGES);
        const rest = changes.length > shown.length ? [`... and ${changes.length - shown.length} more`] : [];
        log.info(["Files that change:", ...shown, ...rest].join("\n    "));
    }
}

const SHOWN_CHANGES = 20;
