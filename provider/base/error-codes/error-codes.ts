import type { Layer } from "../layer";
import type { Wording } from "../words";

/** What there is to say of a code, whatever the single error says. */
export interface ErrorCodeRow {
    readonly layer: Layer;
    /** What happened, as a sentence of Markdown. */
    readonly meaning: Wording;
    /** What to do about it, as a sentence of Markdown. */
    readonly remedy: Wording;
}

/** Rows by their codes. A code is stable: it is never renamed, and goes only when nothing can raise it any more. */
export type ErrorCodes = Readonly<Record<string, ErrorCodeRow>>;
