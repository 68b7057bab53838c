import type { ValueKind } from "./value-kind";

/** What a change of an argument means: a new resource, a run of `update`, or a rewrite of state that contacts no host. */
export type ChangeMeaning = "replace" | "rerun" | "record";

/**
 * One argument of the resource: all there is to say of it. Check, parsing, comparison, secrets and the identity of runs read
 * it here; the types of `sdk/`, their hover texts, and `docs/reference.md` are generated from it.
 */
export interface ArgumentRow<Field extends string = string, Value = unknown> extends Omit<ValueKind<unknown>, "parse"> {
    readonly name: string;
    /** The name of the parsed value: `name`, with the unit where it has one. */
    readonly field: Field;
    /** The hover text. */
    readonly doc: string;
    readonly required: boolean;
    /** What a program would write for the same effect; undefined: nothing has it. Never written into inputs. */
    readonly defaultValue: unknown;
    /** The default as documentation shows it; undefined: there is none. */
    readonly defaultText: string | undefined;
    /** The value in our units, frozen, or the default's. Only for what the check accepts. */
    readonly parse: (value: unknown) => Value;
    /** Always encrypted in state and never shown, whatever the program marked. */
    readonly secret: boolean;
    /** Secret parts of it can't be found by value in the script's output: while it has one, no output is shown. */
    readonly hidesOutput: boolean;
    readonly change: ChangeMeaning;
    /** Part of what tells a run from every other one; what reruns is, unless its row says otherwise. */
    readonly identifiesRun: boolean;
    /** True where an empty list, map or text has always meant, and will always mean, the same as none at all. */
    readonly emptyMeansAbsent: boolean;
    /** What of a value counts in a comparison; undefined: all of it. */
    readonly meaning: ((value: unknown) => unknown) | undefined;
}

/** What every row must say. */
interface RowStart<Name extends string, Field extends string, Parsed>
    extends Pick<ArgumentRow, "doc" | "change">,
        Partial<
            Pick<
                ArgumentRow,
                "defaultText" | "secret" | "hidesOutput" | "identifiesRun" | "emptyMeansAbsent" | "meaning"
            >
        > {
    readonly name: Name;
    readonly field?: Field;
    readonly kind: ValueKind<Parsed>;
}

/** An optional argument: not secret, in this version, and without a default unless it says otherwise. */
export function argumentRow<const Name extends string, Parsed, const Field extends string = Name>(
    row: RowStart<Name, Field, Parsed> & { readonly defaultValue: NonNullable<unknown> },
): ArgumentRow<Field, Parsed>;
export function argumentRow<const Name extends string, Parsed, const Field extends string = Name>(
    row: RowStart<Name, Field, Parsed>,
): ArgumentRow<Field, Parsed | undefined>;
export function argumentRow(row: RowStart<string, string, unknown> & { readonly defaultValue?: unknown }): ArgumentRow {
    const { parse } = row.kind;
    return makeRow(row, {
        defaultText: row.defaultValue === undefined ? undefined : `\`${show(row.defaultValue)}\``,
        parse: (value) => parse(value, row.name) ?? parse(row.defaultValue, row.name),
    });
}

/** A text that every program must give. */
export function requiredRow<const Name extends string>(row: RowStart<Name, Name, string>): ArgumentRow<Name, string> {
    return makeRow(row, { required: true, parse: (value) => row.kind.parse(value, row.name) ?? "" });
}

/** A number that every program must give; the check lets none through without it. */
export function requiredNumberRow<const Name extends string>(
    row: RowStart<Name, Name, number>,
): ArgumentRow<Name, number> {
    return makeRow(row, { required: true, parse: (value) => row.kind.parse(value, row.name) ?? 0 });
}

function makeRow<Field extends string, Value>(
    { kind, field, ...row }: RowStart<string, Field, unknown>,
    derived: Partial<Omit<ArgumentRow, "field">> & { readonly parse: (value: unknown) => Value },
): ArgumentRow<Field, Value> {
    return Object.freeze({
        ...kind,
        field: field ?? (row.name as Field),
        required: false,
        defaultValue: undefined,
        defaultText: undefined,
        secret: false,
        hidesOutput: false,
        identifiesRun: row.change === "rerun",
        emptyMeansAbsent: false,
        meaning: undefined,
        ...derived,
        ...row,
    });
}

/** As a program would write it; a text without its quotes. */
function show(value: unknown): string {
    if (typeof value === "string") {
        return value;
    }
    return Array.isArray(value) ? `[${value.map((entry) => JSON.stringify(entry)).join(", ")}]` : JSON.stringify(value);
}
