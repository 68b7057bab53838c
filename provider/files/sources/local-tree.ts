import { posix } from "node:path";
import type { FileInput, FileSource } from "../../inputs/inputs";
import { isTree } from "./open-source";

type AssetsSource = FileSource & { readonly kind: "assets" };

/** True for a directory on this machine, and for what the program put together of such. */
export function isLocalTree(source: NonNullable<FileInput["source"]>): boolean {
    return isTree(source) && !isRemoteArchive(source) && !(source.kind === "archive-path" && isArchiveFile(source));
}

/** True for an archive that has to be fetched before anybody knows what is in it. */
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

/** Where on the instance such archives of an entry are unpacked. */
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

/** The engine's hash of an archive file covers all that is in it. */
function isArchiveFile({ path }: { readonly path: string }): boolean {
    return /\.(zip|tar|tgz|tar\.gz)$/i.test(path);
}
