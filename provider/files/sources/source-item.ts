/**
 * One thing that a source holds, met while walking it. The content of a file is read while the walk stands at it, and only
 * then: an archive is a stream.
 */
export type SourceItem =
    | {
          readonly kind: "file";
          /** Below the entry's remote path; empty for a single file. */
          readonly path: string;
          /** Whether the source calls it executable; undefined where the source can't tell. */
          readonly executable: boolean | undefined;
          /** Each chunk is good until the next is asked for: its memory may be used again. */
          readonly content: () => AsyncIterable<Buffer>;
          /** All of it at once, of a small file of this machine: a stream for each of many costs more than what is in them. */
          readonly bytes?: (() => Buffer) | undefined;
          /** Where it is known without reading. */
          readonly sha256?: string;
          /** Where it is known without reading. */
          readonly sizeBytes?: number;
          /** The same content from an offset up to another, for a file that can be read anywhere. */
          readonly range: ((start: number, end: number) => AsyncIterable<Buffer>) | undefined;
      }
    | { readonly kind: "directory"; readonly path: string }
    | { readonly kind: "link"; readonly path: string; readonly target: string };

/** A file of a source while the walk stands at it. */
export type FileItem = SourceItem & { readonly kind: "file" };

/** A walk over all that a source holds, parents before what is in them. The same source walks in the same order. */
export type Walk = AsyncIterable<SourceItem>;

/** Big enough that a packet of SSH is filled, small enough that many can be held. */
export const CHUNK_BYTES = 256 * 1024;
