// What leaves the lifecycle as an error, for a program of Pulumi: in Pulumi's words, and about a command only if one was to run.
import { inWords, type ProviderError, withFailure } from "../base/error";
import { PULUMI_WORDS } from "./pulumi-words";

/** The same error; it speaks of `pulumi up`, `connection.osUser` and the like. */
export function speakPulumi(error: ProviderError, hasCommand: boolean): ProviderError {
    const told = hasCommand ? error : withFailure(error, { withoutCommand: true, commandRan: "did-not-run" });
    return inWords(told, PULUMI_WORDS);
}
