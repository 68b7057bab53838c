import type { Deadline } from "../base/deadline";
import { ProviderError, withFailure } from "../base/error";
import { type Wording, type Words, worded } from "../base/words";

/** The host could not be reached for as long as it takes. */
export function transferFailed(
    code: "FILE_LINK_LOST" | "FILE_TIMEOUT",
    cause: Wording,
    kind: TransferKind = "put",
): ProviderError {
    const done = kind === "put" ? "put in place" : "read";
    const rest = kind === "put" ? ": files that are already in place are not sent again" : "";
    return new ProviderError({
        code,
        summary: (words) => `The files could not be ${done}: ${worded(cause, words)}.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies: [({ again }) => `Run ${again}${rest}.`],
    });
}

/** Whether files are put on the instance, or read there. */
export type TransferKind = "put" | "read";

/** The deadline passed before everything was in place. */
export function transferTimedOut({ setBy }: Deadline, kind: TransferKind = "put"): ProviderError {
    const limit = (words: Words) => (setBy === undefined ? "the time limit" : worded(setBy, words));
    const error = transferFailed(
        "FILE_TIMEOUT",
        (words) => `${setBy === undefined ? "" : "the limit "}${limit(words)} was reached`,
        kind,
    );
    return withFailure(error, {
        remedies: [
            ...(error.told?.remedies ?? []),
            (words) =>
                `Give the files more time: ${setBy === undefined ? `set a longer limit${words.timeLimits}` : `raise ${limit(words)}`}.`,
        ],
    });
}
