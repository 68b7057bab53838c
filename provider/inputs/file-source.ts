/** Where the content of a file or a directory tree comes from. */
export type FileSource =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "path" | "archive-path"; readonly path: string }
    /** With the hash of the content that the engine found there. */
    | { readonly kind: "uri"; readonly uri: string; readonly sha256?: string }
    | { readonly kind: "archive-uri"; readonly uri: string }
    | { readonly kind: "assets"; readonly entries: readonly (readonly [name: string, source: FileSource])[] };
