/** One output of the resource, or one field of its `run`. */
export interface OutputRow {
    readonly name: string;
    /** Its type in TypeScript. */
    readonly type: string;
    /** The hover text. */
    readonly doc: string;
    /** Whether it may repeat what an argument said: it is encrypted if the program marks any of them as secret. */
    readonly repeatsArguments: boolean;
    /** Always encrypted in state, as a whole. */
    readonly secret: boolean;
}

/** A row of an output that this version writes, that is no secret and repeats none, unless it says otherwise. */
export function outputRow(row: Omit<OutputRow, "repeatsArguments" | "secret"> & Partial<OutputRow>): OutputRow {
    return Object.freeze({ repeatsArguments: false, secret: false, ...row });
}
