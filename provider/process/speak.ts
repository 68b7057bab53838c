// What leaves the lifecycle as an error, for a program of Pulumi: in the words of its door, and about a command only if one was to run.
import { inWords, type ProviderError, withFailure } from "../base/error";
import type { Words } from "../base/words";

/** The same error; it speaks of `pulumi up`, `connection.osUser` and the like. */
export function speak(error: ProviderError, hasCommand: boolean, words: Words): ProviderError {
    const told = hasCommand ? error : withFailure(error, { withoutCommand: true, commandRan: "did-not-run" });
    return inWords(told, words);
}
