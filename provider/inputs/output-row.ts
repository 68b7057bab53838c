/** One output of the resource, or one field of its `run`. */
export interface OutputRow {
    readonly name: string;
    /** Its type in TypeScript. */
    readonly type: string;
    /** The hover text. */
    readonly doc: string;
    /** Whether it may repeat what an argument said: it is encrypted if the program marks any of them as secret. */
    readonly repeatsArguments: boolean;
}

/** A row of an output that this version writes and that repeats no secret, unless it says otherwise. */
export function outputRow(row: Omit<OutputRow, "repeatsArguments"> & Partial<OutputRow>): OutputRow {
    return Object.freeze({ repeatsArguments: false, ...row });
}
