import type { TreeNote } from "./inputs";

type Raw = Readonly<Record<string, unknown>>;

/**
 * Arguments with what the check saw of directories, in the hidden `__trees`. The engine leaves out of assets where they are
 * when it asks what changes, and passes on the rest as the check answered it, to another process as well.
 */
export function withTreeNote(raw: Raw, note: TreeNote | undefined): Record<string, unknown> {
    const { __trees: _, ...given } = raw;
    return note === undefined ? given : { ...given, __trees: JSON.stringify(note) };
}

/** The note that `withTreeNote` added; undefined without one. */
export function readTreeNote({ __trees }: Raw): TreeNote | undefined {
    return typeof __trees === "string" ? JSON.parse(__trees) : undefined;
}
