import { isProviderError } from "../../base/error";

import { sourceError } from "../source-errors";

/** The same content; what goes wrong while it is read is told by `explain`. */
export async function* readExplained(
    content: AsyncIterable<Buffer>,
    explain: (error: unknown) => Error,
): AsyncGenerator<Buffer> {
    try {
        yield* content;
    } catch (error) {
        throw explain(error);
    }
}

/** The error of a source that turned out to be no such thing, or to be damaged; one of ours stays as it is. */
export function explainUnreadable(error: unknown, name: string, wanted: string): Error {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/[.?!]+$/, "");
    return isProviderError(error)
        ? error
        : sourceError("FILE_SOURCE_UNREADABLE", `${name} can't be read as ${wanted}: ${reason}.`);
}
