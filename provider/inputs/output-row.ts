/** One output of the resource, or one field of its `run`. */
export interface OutputRow {
    readonly name: string;
    /** Its type in TypeScript. */
    readonly type: string;
    /** The hover text. */
    readonly doc: string;
    /** Which secrets it may repeat: it is encrypted as soon as the program marks any argument, or a part of `files`. */
    readonly repeats: "any argument" | "files" | undefined;
    /** `later`: no version writes it yet; types and reference leave it out. */
    readonly availability: "now" | "later";
}

/** A row of an output that this version writes and that repeats no secret, unless it says otherwise. */
export function outputRow(row: Omit<OutputRow, "availability" | "repeats"> & Partial<OutputRow>): OutputRow {
    return Object.freeze({ availability: "now", repeats: undefined, ...row });
}
