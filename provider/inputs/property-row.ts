import type { Check } from "./checker";

/** What a change of an argument means: a new resource, a run of `update`, or a rewrite of state that contacts no host. */
export type ChangeMeaning = "replace" | "rerun" | "record";

/** One argument of the resource: what its type, check, diff and documentation say about it. */
export interface ArgumentRow {
    readonly name: string;
    /** The type as documentation shows it. */
    readonly type: string;
    /** The default as documentation shows it; undefined: there is none. Never written into inputs. */
    readonly defaultText: string | undefined;
    /** The hover text. */
    readonly doc: string;
    readonly required: boolean;
    /** Always encrypted in state and never shown, whatever the program marked. */
    readonly secret: boolean;
    readonly change: ChangeMeaning;
    /** Part of what tells a run from every other one; what reruns is, unless its row says otherwise. */
    readonly identifiesRun: boolean;
    /** `later`: the check refuses it as not in this version yet, and the types leave it out. Set to `now` to turn it on. */
    readonly availability: "now" | "later";
    /** True where an empty list, map or text has always meant, and will always mean, the same as none at all. */
    readonly emptyMeansAbsent: boolean;
    readonly check: Check;
    /** What of a value counts in a comparison; undefined: all of it. */
    readonly meaning: ((value: unknown) => unknown) | undefined;
}

/** One output of the resource, or one field of its `run`. */
export interface OutputRow {
    readonly name: string;
    readonly type: string;
    readonly doc: string;
    /** `later`: no version writes it yet, and the types leave it out. */
    readonly availability: "now" | "later";
}

/** What every row must say. */
export type RowStart = Pick<ArgumentRow, "name" | "type" | "doc" | "change" | "check"> & Partial<ArgumentRow>;

/** A row with what most rows have in common: optional, not secret, in this version, without a default. */
export function argumentRow(row: RowStart): ArgumentRow {
    return Object.freeze({
        defaultText: undefined,
        required: false,
        secret: false,
        availability: "now",
        emptyMeansAbsent: false,
        meaning: undefined,
        identifiesRun: row.change === "rerun",
        ...row,
    });
}

/** A row of an output that this version writes, unless it says otherwise. */
export function outputRow(row: Omit<OutputRow, "availability"> & Partial<OutputRow>): OutputRow {
    return Object.freeze({ availability: "now", ...row });
}
