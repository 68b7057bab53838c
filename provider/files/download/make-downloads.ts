import type { Acting } from "../../host/acting";
import type { Connect } from "../../host/connect";
import type { FilesDeps } from "../place-request";
import { isEscapedName } from "../remote/is-escaped-name";
import type { DownloadRequest, Fetched, RemoteFacts, RemoteLack, RemoteLook, Sink, SmallFile } from "./download";
import { fetchFile } from "./fetch-file";
import { fetchSmall } from "./fetch-small";
import { listRemote, lookRemote } from "./look-remote";
import { makeReading } from "./reading";

/** Reads from one host, by one shell that stays open: what is asked for at the same time costs one way there and back. */
export interface Downloads {
    /** What stands at a path as a person wrote it, links followed. */
    look(path: string): Promise<RemoteLook>;
    /** What is in a directory, links followed. */
    list(directory: string): Promise<readonly (RemoteFacts | RemoteLack)[]>;
    /** Reads a file into a sink. @throws {ProviderError} `FILE_REMOTE_…`: the sink may have got a part by then. */
    fetch(request: Pick<DownloadRequest, "path" | "maxBytes">, sink: Sink): Promise<Fetched>;
    /** Reads small files in one go, into memory. Undefined where one is to be read by itself, to know what is the matter. */
    fetchSmall(paths: readonly string[]): Promise<readonly SmallFile[] | undefined>;
    close(): void;
}

/** Reads as one user of a host, over as many connections as it takes. */
export function makeDownloads(connect: Connect, acting: Acting | undefined, deps: FilesDeps): Downloads {
    const reading = makeReading(connect, { acting }, deps);
    return Object.freeze({
        look: (path: string) => lookRemote(path, reading),
        list: (directory: string) => listRemote(directory, reading),
        fetch: (request: Pick<DownloadRequest, "path" | "maxBytes">, sink: Sink) => fetchFile(request, sink, reading),
        fetchSmall: (paths: readonly string[]) =>
            paths.some(isEscapedName) ? Promise.resolve(undefined) : fetchSmall(paths, reading),
        close: reading.close,
    });
}

/**
 * Reads one file of a host into a sink: exact bytes, in constant memory, by the rights of one user. It is opened without following
 * who exchanges it for something else, and judged by what was opened.
 * @throws {ProviderError} `FILE_REMOTE_MISSING`, `…_UNREADABLE`, `…_SPECIAL`, `…_TOO_LARGE` before anything was sent; `…_CHANGED`,
 * after which the sink may have got a part.
 */
export async function downloadFile(
    { acting, ...request }: DownloadRequest,
    sink: Sink,
    connect: Connect,
    deps: FilesDeps,
): Promise<Fetched> {
    const downloads = makeDownloads(connect, acting, deps);
    try {
        return await downloads.fetch(request, sink);
    } finally {
        downloads.close();
    }
}
