import { type FileInput, parseFiles } from "./parse-files";
import { containsUnknown, isUnknown } from "./unknown";

/** What is known of `files` in a preview, in which values of other resources may be missing. */
export interface KnownFiles {
    /** The entries of which everything is known. */
    readonly files: readonly FileInput[];
    /** The paths of the other entries, if known. */
    readonly awaitedPaths: readonly string[];
    /** Whether files will be put at paths that are not known yet. */
    readonly hasUnknownPaths: boolean;
}

/** Sorts the entries of `files` by what is known of them, so that nothing is concluded from a placeholder. */
export function knownFiles(value: unknown): KnownFiles {
    const raw: readonly unknown[] = Array.isArray(value) ? value : [];
    const awaited = raw.filter(containsUnknown).map(pathOf);
    return {
        files: parseFiles(value).filter((_, index) => !containsUnknown(raw[index])),
        awaitedPaths: awaited.filter((path) => path !== undefined),
        hasUnknownPaths: isUnknown(value) || awaited.includes(undefined),
    };
}

function pathOf(entry: unknown): string | undefined {
    const path = typeof entry === "object" && entry !== null ? Reflect.get(entry, "remotePath") : undefined;
    return typeof path === "string" && !isUnknown(path) ? path : undefined;
}
