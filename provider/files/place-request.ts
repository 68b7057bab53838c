import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { Random } from "../base/random";
import type { FileInput } from "../inputs/inputs";
import type { PlacedPath } from "./placed-path";
import type { WantedPath } from "./wanted/wanted-path";

/** What is to be put in place, and what is known of it. */
export interface PlaceRequest {
    /** What is to be on the host afterwards; empty on delete. */
    readonly files: readonly FileInput[];
    /** What `wantFiles` said of them; undefined: they are read for it. */
    readonly wanted?: readonly WantedPath[];
    /** What earlier operations of the same resource left there. */
    readonly previous: readonly PlacedPath[];
    /** Told before anything is changed of all that may be in place from then on, whatever fails. */
    readonly onPlanned?: (placed: readonly PlacedPath[]) => void;
    /** Tells the resource from others: its left-overs, and only its own, are cleaned up. */
    readonly resource: string;
    /** Has nothing done by anybody else than the user that signs in. @default by root, or by the owner of a directory, where needed */
    readonly onlyAsLogin?: boolean;
    /** Told of the bytes that are there, of all that are to be. After a cut it begins anew. */
    readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

export interface FilesDeps {
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    readonly deadline: Deadline;
}
