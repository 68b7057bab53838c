import type { PlacedPath } from "../files/placed-path";

type Properties = Readonly<Record<string, unknown>>;

/** What was put in place, with the files marked whose hash must not stand in plain text: those of a secret entry of `files`. */
export function markSecretFiles(
    placed: readonly PlacedPath[],
    recordedArguments: Properties,
    secretPaths: readonly string[],
): readonly PlacedPath[] {
    const roots = secretRoots(recordedArguments, secretPaths);
    const isWithin = (path: string) => roots.some((root) => path === root || path.startsWith(`${root}/`));
    return placed.map((item) => (item.kind === "file" && isWithin(item.path) ? { ...item, isSecret: true } : item));
}

/** The remote paths of the entries that hold a text, or of which the program marked a part. */
function secretRoots({ files, __secretHashes }: Properties, secretPaths: readonly string[]): string[] {
    const hashes: readonly unknown[] = Array.isArray(__secretHashes) ? __secretHashes : [];
    const isMarked = (index: number) =>
        secretPaths.some((path) => path === "files" || new RegExp(`^files\\[${index}\\]`).test(path));
    const entries: readonly { remotePath?: unknown }[] = Array.isArray(files) ? files : [];
    return entries.flatMap(({ remotePath }, index) =>
        typeof remotePath === "string" && ((hashes[index] ?? "") !== "" || isMarked(index)) ? [remotePath] : [],
    );
}

/** The hash of each file by its path, less those of secrets. */
export function publicHashes(placed: readonly PlacedPath[]): Record<string, string> {
    const shown = placed.filter(({ kind, isSecret }) => kind === "file" && isSecret !== true);
    return Object.fromEntries(shown.map(({ path, value }) => [path, value]));
}
