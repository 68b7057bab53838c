/** What an operation left on the instance at a path: what the next one needs to find it again, and to remove it. */
export interface PlacedPath {
    readonly path: string;
    readonly kind: "file" | "directory" | "link";
    /** SHA-256 of a file, the target of a link, empty for a directory. */
    readonly value: string;
    /** Whether the source calls the file executable; absent where it can't tell. */
    readonly executable?: boolean;
    readonly onDelete: "keep" | "remove";
    /** False for a directory that was there before us: it is not ours to remove. */
    readonly made: boolean;
    /** Set where the content is secret, so that its hash must not stand in plain text. */
    readonly isSecret?: boolean;
}
