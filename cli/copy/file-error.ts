import { inWords, isProviderError } from "../../provider/base/error";
import { CLI_WORDS } from "../cli-words";

/** Why one file was not copied, while others may be. */
export interface CopyFailure {
    readonly path: string;
    readonly code: string;
    readonly reason: string;
}

/** What makes no sense to go on after. */
const FATAL = ["FILE_LINK_LOST", "FILE_TIMEOUT", "FILE_TOOLS_MISSING"];

/** What an error says of one file. Undefined for an error that is not of that file alone. */
export function failureOf(path: string, error: unknown): CopyFailure | undefined {
    if (isProviderError(error)) {
        const { code, layer, summary, details } = inWords(error, CLI_WORDS).failure;
        if (layer !== "files" || FATAL.includes(code)) {
            return undefined;
        }
        const words = details === undefined ? "" : ` (${details.trim().replaceAll("\n", " ")})`;
        return { path, code, reason: `${summary.replace(/\.$/, "")}${words}.` };
    }
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    return code === undefined || syscall === undefined
        ? undefined
        : { path, code, reason: `${message.replace(/^\w+: /, "").replace(/, .*$/s, "")}.` };
}
