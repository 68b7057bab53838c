import { inWords, isProviderError, withFailure } from "../provider/base/error";
import { CLI_WORDS } from "./cli-words";
import { UsageError } from "./usage-error";

/** An error as the provider words it, in the words of this door; of a bug, all that is known. */
export function printError(error: unknown): string {
    if (isProviderError(error)) {
        return inWords(withFailure(error, { withoutCommand: true, commandRan: "did-not-run" }), CLI_WORDS).message;
    }
    if (error instanceof UsageError) {
        return `ec2-instance-connect: ${error.message}`;
    }
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
