import type { FileInput } from "../../inputs/inputs";

/** One thing that is to be on the instance. */
export interface WantedPath {
    /** Absolute, on the instance. */
    readonly path: string;
    readonly entry: FileInput;
    /** Permissions of what is not there yet, where the entry gives none. */
    readonly newMode?: number;
    readonly what:
        | { readonly kind: "file"; readonly sha256: string; readonly sizeBytes: number; readonly executable?: boolean }
        | { readonly kind: "directory" }
        | { readonly kind: "link"; readonly target: string };
    /** Its place in the walk over the entry's source. */
    readonly ordinal: number;
}
