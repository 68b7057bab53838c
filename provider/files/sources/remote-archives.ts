import { posix } from "node:path";
import type { FileInput, FileSource } from "../../inputs/inputs";

type AssetsSource = FileSource & { readonly kind: "assets" };

/** Whether the source is an archive that would have to be fetched. */
export function isRemoteArchive(source: FileSource): boolean {
    return source.kind === "archive-uri" && !/^file:/i.test(source.uri);
}

/** The same entry without the archives in it that would have to be fetched: their hash is part of the whole's. */
export function withoutRemoteArchives(file: FileInput): FileInput {
    return file.source?.kind === "assets" ? { ...file, source: withoutRemote(file.source) } : file;
}

function withoutRemote({ entries }: AssetsSource): AssetsSource {
    const kept = entries.filter(([, source]) => !isRemoteArchive(source));
    return {
        kind: "assets",
        entries: kept.map(([name, source]) => [name, source.kind === "assets" ? withoutRemote(source) : source]),
    };
}

/** Where on the instance archives that would have to be fetched are unpacked. */
export function remoteArchivesIn({
    remotePath,
    source,
}: Pick<FileInput, "remotePath" | "source">): { remotePath: string }[] {
    if (source?.kind !== "assets") {
        return source !== undefined && isRemoteArchive(source) ? [{ remotePath }] : [];
    }
    return source.entries.flatMap(([name, nested]) =>
        remoteArchivesIn({ remotePath: posix.join(remotePath, name), source: nested }),
    );
}
