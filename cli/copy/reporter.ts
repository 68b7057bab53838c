import type { CopyFailure } from "./file-error";

/** A file that is in place. */
export interface CopiedFile {
    readonly from: string;
    readonly to: string;
    readonly sizeBytes: number;
}

/** Is told how a copy goes, and tells the user. */
export interface Reporter {
    /** So many files and bytes are to come. */
    expect(files: number, bytes: number): void;
    /** This file is on its way now. */
    begin(name: string): void;
    /** So many bytes more have come. */
    add(bytes: number): void;
    /** So many bytes have come of so many. */
    set(doneBytes: number, totalBytes: number): void;
    copied(file: CopiedFile): void;
    failed(failure: CopyFailure): void;
    /** Something that happened on the way. */
    note(text: string): void;
    /** Says what is to be said at the end. */
    end(): void;
    failures(): number;
}
