import { ProviderError } from "../../base/error";
import type { ErrorCode } from "../../base/error-codes";
import type { Wording } from "../../base/words";

import { ALLOW_SUDO } from "../blocked-path";
import { printPath } from "../print-path";

/** Why the host does not send a file. */
export type Refusal = "missing" | "unreadable" | "special" | "too-large" | "changed";

interface RefusalRow {
    readonly code: ErrorCode;
    readonly cause: (said: string) => string;
    readonly remedies: readonly Wording[];
}

const ROWS: Readonly<Record<Refusal, RefusalRow>> = {
    missing: {
        code: "FILE_REMOTE_MISSING",
        cause: () => "it is not there",
        remedies: ["Check the path. What does not begin with / is looked for in the user's home."],
    },
    unreadable: {
        code: "FILE_REMOTE_UNREADABLE",
        cause: () => "the user is not allowed to",
        remedies: ["Allow the user to read it, and to search the directories above it; or read it as another user."],
    },
    special: {
        code: "FILE_REMOTE_SPECIAL",
        cause: (said) => `it is ${said}, and only regular files are read`,
        remedies: ["Name a regular file."],
    },
    "too-large": {
        code: "FILE_REMOTE_TOO_LARGE",
        cause: (said) => `it has ${said} bytes, which is more than it may have`,
        remedies: ["Make the file smaller, or allow it more bytes."],
    },
    changed: {
        code: "FILE_REMOTE_CHANGED",
        cause: () => "it changed while it was read",
        remedies: [
            ({ again }) => `Wait until whatever writes it has finished, and run ${again}.`,
            "Of a file that is always written, copy a part on the instance first, and read that.",
        ],
    },
};

/** A file of the host was not read. */
export function fetchRefused(path: string, why: Refusal, said = ""): ProviderError {
    const { code, cause, remedies } = ROWS[why];
    const hasDetails = why === "missing" || why === "unreadable";
    return new ProviderError({
        code,
        summary: `Could not read ${printPath(path)} on the instance: ${cause(said)}.`,
        commandRan: "did-not-run",
        retryable: why === "changed",
        remedies,
        ...(hasDetails && said !== "" && { details: said }),
    });
}

/** What the host's tools said of a path that could not be looked at. */
export function lookRefused(path: string, said: string): ProviderError {
    return fetchRefused(path, /permission denied/i.test(said) ? "unreadable" : "missing", said);
}

/** What the shell said when it ended before its time, though the connection is there. */
export function readerBroken(path: string, said: string, user?: string): ProviderError {
    const isTool = /not found/i.test(said);
    const isUser = user !== undefined && !isTool;
    return new ProviderError({
        code: isTool ? "FILE_TOOLS_MISSING" : isUser ? "FILE_SUDO_REFUSED" : "FILE_FAILED",
        summary: isTool
            ? `Could not read ${printPath(path)} on the instance: it lacks a tool that is needed for it.`
            : isUser
              ? `Could not read ${printPath(path)} on the instance as ${user}: no shell of that user could be had.`
              : `Could not read ${printPath(path)} on the instance: a tool failed.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: isUser
            ? [ALLOW_SUDO, `Or allow the user that signs in to read it.`]
            : ["Check that coreutils or busybox is on the instance. The details are the tool's own message."],
        details: said,
    });
}
