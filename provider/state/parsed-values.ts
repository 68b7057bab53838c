/** A line that is no value; undefined: the file as a whole. Nothing of its text is in it: any may be secret. */
export interface BadLine {
    readonly line: number | undefined;
    /** In words that follow `line 3 …` or `it …`. */
    readonly why: string;
}

/** What a script wrote to its file of values. Values are texts, or any JSON. */
export interface ParsedValues {
    readonly values: Readonly<Record<string, unknown>>;
    readonly bad: readonly BadLine[];
}

/** Bytes that are no text. */
export interface Undecodable {
    readonly why: string;
}
