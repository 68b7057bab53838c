import type { Leftover } from "../look/leftover";
import type { WantedPath } from "../wanted/wanted-path";
import type { Actor } from "./actor";
import type { Attributes } from "./attributes";

/** With who does it. */
export type WithActor<T> = T & { readonly actor: Actor };

/** Something that is done at a path. */
export interface At {
    readonly path: string;
}

/** A file or a link whose content differs. */
export type Put = WithActor<At & { readonly wanted: WantedPath } & Attributes>;

/** All that must happen, in the order in which one user who does it all does it. */
export interface Work {
    /** What must be gone before anything is put in place. */
    readonly givingWayFiles: readonly WithActor<At>[];
    readonly givingWayDirectories: readonly WithActor<At>[];
    readonly make: readonly WithActor<At & Omit<Attributes, "mode"> & { readonly mode: number }>[];
    readonly put: readonly Put[];
    /** What is right but for its permissions or its owner. */
    readonly correct: readonly WithActor<At & { readonly isDirectory: boolean } & Attributes>[];
    readonly removeFiles: readonly WithActor<At>[];
    /** Directories of ours, the deepest first: they go when they are empty. */
    readonly removeDirectories: readonly WithActor<At>[];
    /** What cut transfers of the same resource left, and may be removed. */
    readonly leftovers: readonly WithActor<Leftover & At>[];
}

/** What one user does on the host, over a channel of its own. */
export interface PlacementShare extends Work {
    readonly actor: Actor;
    /** Directories in which others can exchange things while this is done. */
    readonly sharedDirectories: ReadonlySet<string>;
}
