import { checkSources, noteTrees } from "../files";
import { checkInputs, containsUnknown, knownFiles, parseFiles } from "../inputs";
import type { KnownFiles, ResourceContext, TreeNote } from "../inputs/inputs";

/** What is wrong with one argument: where the program wrote it, and why, in one line. */
export interface ArgumentFailure {
    readonly property: string;
    readonly reason: string;
}

export interface CheckedArguments {
    readonly failures: readonly ArgumentFailure[];
    readonly files: KnownFiles;
    /** What was seen of directories; undefined without one, after a failure, and if something of `files` is not known yet. */
    readonly note: TreeNote | undefined;
}

/**
 * Every failure of the arguments at once; once they are right, of the sources of `files` on this machine, too. Contacts
 * nobody, and never shows a secret.
 */
export async function checkArguments(
    raw: Record<string, unknown>,
    context: ResourceContext,
): Promise<CheckedArguments> {
    const ofInputs = checkInputs(raw, context);
    const files = parseFiles(raw.files);
    const failures = ofInputs.length > 0 ? ofInputs : await checkSources(files);
    const isSettled = failures.length === 0 && !containsUnknown(raw.files);
    return { failures, files: knownFiles(raw.files), note: isSettled ? await noteTrees(files) : undefined };
}
