import type { Acting } from "../../host/acting";
import type { Connect } from "../../host/connect";
import type { FilesDeps } from "../place-request";
import { unsafeDirectory } from "../refusals";
import type { DownloadRequest, Fetched, Sink } from "./download";
import { ForOwner, fetchFile } from "./fetch-file";
import { makeReading, type Reading } from "./reading";

/** Reads files of a host for a program. */
export interface SafeDownloads {
    /** @throws {ProviderError} `FILE_REMOTE_…`, `FILE_UNSAFE_DIRECTORY`: the sink may have got a part by then. */
    fetch(request: Pick<DownloadRequest, "path" | "maxBytes">, sink: Sink): Promise<Fetched>;
    close(): void;
}

/**
 * Reads as a user of the host; as root only where nobody else can exchange what leads to a file, links included. What lies behind a
 * place that another user can change is read as that user: so nobody gets root to read what they may not read themselves.
 */
export function makeSafeDownloads(connect: Connect, acting: Acting | undefined, deps: FilesDeps): SafeDownloads {
    const readings = new Map<string, Reading>();
    const readingAs = (key: string, user: Parameters<typeof makeReading>[1]) => {
        const reading = readings.get(key) ?? makeReading(connect, user, deps);
        readings.set(key, reading);
        return reading;
    };
    return Object.freeze<SafeDownloads>({
        fetch: async (request, sink) => {
            try {
                return await fetchFile({ ...request, isSafe: true }, sink, readingAs("", { acting, isSafe: true }));
            } catch (error) {
                if (!(error instanceof ForOwner)) {
                    throw error;
                }
                const { keeper } = error;
                if (!/^[1-9]\d*$/.test(keeper.userId)) {
                    throw unsafeDirectory(request.path, keeper);
                }
                const { userId, name } = keeper;
                return fetchFile(request, sink, readingAs(userId, { acting: { kind: "owner", userId, name } }));
            }
        },
        close: () => {
            for (const reading of readings.values()) {
                reading.close();
            }
        },
    });
}
