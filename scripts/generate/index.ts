// In: the table of arguments and outputs, the registry of error codes, and the provider's text as it was recorded. Out: every
// file that repeats them, with its whole text. Writes nothing.
import { classFieldFiles } from "./class-fields";
import { declaredTypeFiles, runInfoFile } from "./declared-types";
import { errorsPage } from "./errors";
import { argumentNamesFile, factsFile } from "./facts";
import { formatTypeScript } from "./format";
import { providerTextFile } from "./provider-text";
import { referencePage } from "./reference";
import { schemaFile } from "./schema";

/** A file as it must be in the checkout. */
export interface GeneratedFile {
    /** Relative to the checkout. */
    readonly path: string;
    readonly text: string;
}

/** All that is derived from the table and the registry, for the checkout in `root`. */
export function generateFiles(root: string): GeneratedFile[] {
    const sources = [
        ...declaredTypeFiles,
        runInfoFile,
        argumentNamesFile,
        factsFile,
        ...classFieldFiles,
        providerTextFile(root),
        schemaFile(root),
    ];
    return [
        ...sources.map(({ path, text }) => ({ path, text: formatTypeScript(root, path, text) })),
        { path: "docs/reference.md", text: referencePage() },
        { path: "docs/errors.md", text: errorsPage() },
    ];
}
