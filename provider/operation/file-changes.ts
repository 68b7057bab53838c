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
    /** What is on the instance by earlier operations. */
    readonly placed: Recorded["placed"];
    /** The arguments in which the entries of `files` stand, of the last operation and of this one. */
    readonly olds: Properties;
    readonly news: Properties;
    /** Whether the contents of files may have changed, and not only what the engine's hash of a directory does not tell. */
    readonly contentsChanged: boolean;
    /** Whether what stands at that path among the arguments may not be shown. */
    readonly isHidden: (argumentPath: string) => boolean;
}

type Properties = Readonly<Record<string, unknown>>;

/** Says which files change: the engine itself shows no more than the path of an asset on this machine. Fetches nothing. */
export async function listFileChanges(compared: FileComparison): Promise<readonly string[]> {
    const { files, placed, olds, contentsChanged } = compared;
    const entries = parseFiles(olds.files);
    const changes = await describeChanges(files, placed, contentsChanged, { entries, isShown: shownPaths(compared) });
    if (changes.length === 0) {
        return [];
    }
    const shown = changes.slice(0, SHOWN_CHANGES);
    const rest = changes.length > shown.length ? [`... and ${changes.length - shown.length} more`] : [];
    return [["Files that change:", ...shown, ...rest].join("\n    ")];
}

const SHOWN_CHANGES = 20;

/** Of what belongs to no entry any more nobody knows whether the program made its path secret. */
function shownPaths({ olds, news, isHidden }: FileComparison): (path: string) => boolean {
    const entries = [olds.files, news.files].flatMap((files) =>
        parseFiles(files).map(({ remotePath, argumentPath }) => ({
            remotePath,
            isHidden: isHidden(`${argumentPath}.remotePath`),
            // What is in a secret archive has secret names.
            hidesNames: isHidden(`${argumentPath}.source`),
        })),
    );
    return (path) => {
        const around = entries.filter(({ remotePath }) => remotePath !== "" && isWithin(path, remotePath));
        return (
            around.length > 0 &&
            !around.some((entry) => entry.isHidden || (entry.hidesNames && path !== entry.remotePath))
        );
    };
}

function isWithin(path: string, root: string): boolean {
    return path === root || path.startsWith(`${root}/`);
}
