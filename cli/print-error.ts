import { inWords, isProviderError, type ProviderError, withFailure } from "../provider/base/error";
import { CLI_WORDS } from "./cli-words";
import { UsageError } from "./usage-error";

/** An error of the provider in the words of this door, which runs no command of a program. */
export function inCommandWords(error: ProviderError): ProviderError {
    return inWords(withFailure(error, { withoutCommand: true, commandRan: "did-not-run" }), CLI_WORDS);
}

/** An error as the provider words it, in the words of this door; of a bug, all that is known. */
export function printError(error: unknown): string {
    if (isProviderError(error)) {
        return inCommandWords(error).message;
    }
    if (error instanceof UsageError) {
        return `ec2-instance-connect: ${error.message}`;
    }
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
