import type { Acting } from "../../host/acting";

/** What is known of something that stands on the host, links followed. */
export interface RemoteFacts {
    /** Absolute. */
    readonly path: string;
    readonly kind: "file" | "directory" | "special";
    /** Permissions, with set-user-id and the like. */
    readonly mode: number;
    readonly sizeBytes: number;
    /** In seconds since 1970, as the next one. */
    readonly accessedAt: number;
    readonly modifiedAt: number;
    /** Device and inode: what has the same is the same. */
    readonly inode: string;
    /** Where it leads, if it is a link and was looked at by itself. */
    readonly leadsTo?: string;
}

/** What can't be looked at. */
export interface RemoteLack {
    readonly path: string;
    readonly kind: "lacking";
    /** The words of the tool there. */
    readonly said: string;
    /** Where it leads to nothing, if it is a link and was looked at by itself. */
    readonly leadsTo?: string;
}

/** What stands at a path, or at each that a pattern fits. */
export interface RemoteLook {
    readonly found: readonly (RemoteFacts | RemoteLack)[];
    /** What new files of the user are not allowed. */
    readonly umask: number;
}

/** Takes the bytes of a file in their order. */
export interface Sink {
    /** The chunk is good until it returns, or its promise settles: the host waits meanwhile. */
    write(bytes: Buffer): void | Promise<void>;
}

/** What was read: exactly what stands in the file, by the hash of either side. */
export interface Fetched {
    readonly sizeBytes: number;
    readonly sha256: string;
}

/** A file that was read into memory. */
export interface SmallFile extends Fetched {
    readonly path: string;
    readonly bytes: Buffer;
}

export interface DownloadRequest {
    /** What does not begin with `/` is of the home. */
    readonly path: string;
    /** Of a larger file nothing is sent. @default no limit */
    readonly maxBytes?: number | undefined;
    /** By whose rights it is read. @default those of the user that signs in */
    readonly acting?: Acting | undefined;
}
