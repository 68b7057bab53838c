import { ProviderError } from "../base/error";

/** The error of a file that is no text. */
export function notText(path: string): ProviderError {
    return new ProviderError({
        code: "FILE_REMOTE_NOT_TEXT",
        summary: `Could not read ${path} on the instance as text: it has bytes that are not UTF-8.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: ['Read it as base64: encoding: "base64".'],
    });
}

/** The error of files that have too many bytes together. */
export function tooMuch(path: string): ProviderError {
    return new ProviderError({
        code: "FILE_REMOTE_TOO_LARGE",
        summary: `Could not read ${path} on the instance: the files of fetch together have more than 8 MiB.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: ["Read fewer or smaller files, or use several resources."],
    });
}
