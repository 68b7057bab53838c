import { ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Wording } from "../base/words";
import { printPath } from "./print-path";

const CORRECT_SOURCE: readonly Wording[] = [({ again }) => `Correct the source in files, and run ${again}.`];

/** An error of a local source: it is found before anything is sent. */
export function sourceError(
    code: ErrorCode,
    summary: string,
    remedies: readonly Wording[] = CORRECT_SOURCE,
): ProviderError {
    return new ProviderError({
        code,
        summary,
        commandRan: "did-not-run",
        retryable: false,
        remedies,
    });
}

/** The content that was hashed is not the content that was read for sending. */
export function sourceChanged(argumentPath: string, path: string): ProviderError {
    return sourceError(
        "FILE_SOURCE_CHANGED",
        `The source of ${printPath(path)} (${argumentPath}) changed while it was being read, so it was not put in place.`,
        [({ again }) => `Wait until whatever writes the source has finished, and run ${again}.`],
    );
}
