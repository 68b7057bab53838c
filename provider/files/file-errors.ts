import type { Deadline } from "../base/deadline";
import { ProviderError, withFailure } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import { type Wording, type Words, worded } from "../base/words";

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

interface HostCause {
    readonly pattern: RegExp;
    readonly code: ErrorCode;
    readonly cause: string;
    readonly remedies: readonly Wording[];
}

/** What is said of a shell that ended with neither success nor an error. */
export const NOT_A_WORD = "the shell ended without a word";

const CAUSES: readonly HostCause[] = [
    {
        // The words of tar of GNU, of busybox and of BSD.
        pattern: /unexpected e(of|nd of file)|short read|truncated tar|ended without a word/i,
        code: "FILE_CUT_SHORT",
        cause: "the data did not arrive completely",
        remedies: [
            "Find out what ends the connections or the shells of the user that signs in.",
            ({ again }) => `Then run ${again}.`,
        ],
    },
    {
        pattern: /no space left|quota exceeded/i,
        code: "FILE_NO_SPACE",
        cause: "the disk of the instance is full",
        remedies: [
            "Free space on the instance, or put the file on another file system.",
            ({ again }) => `Then run ${again}.`,
        ],
    },
    {
        pattern: /read-only file system/i,
        code: "FILE_READ_ONLY",
        cause: "the file system is mounted read-only",
        remedies: ["Choose a path on a file system that can be written, or mount it for writing."],
    },
    {
        pattern: /resource busy/i,
        code: "FILE_MOUNT_POINT",
        cause: "it is a mount point, which can't be replaced or removed",
        remedies: [
            "Put the file at the path that is mounted there (findmnt shows it), or unmount it first.",
            "If a single file is mounted into a container, replace it at its source and restart the container.",
        ],
    },
    {
        pattern: /invalid (user|group|spec)|unknown (user|group)/i,
        code: "FILE_OWNER_UNKNOWN",
        cause: "the instance has no such user or group",
        remedies: [({ orMakeBefore }) => `Check owner and group, or create the user first${orMakeBefore}.`],
    },
    {
        pattern: /permission denied|operation not permitted/i,
        code: "FILE_DENIED",
        cause: "the user that signs in is not allowed to",
        remedies: [
            "Choose another path, or allow the user to run sudo without a password.",
            "If root is refused as well, the file is immutable (check with lsattr) or a security module forbids it.",
        ],
    },
    {
        pattern: /not found|illegal option|invalid (option|argument|input flag)|unrecognized/i,
        code: "FILE_TOOLS_MISSING",
        cause: "the instance lacks a tool that is needed for it",
        remedies: ["Install coreutils on the instance (busybox will do)."],
    },
];

/**
 * An error of the host while a path was put in place, in the words of the tool that failed there. `owner` is who worked there in
 * place of the user that signs in.
 */
export function hostError(step: string, path: string, said: string, owner?: string): ProviderError {
    const found = CAUSES.find(({ pattern }) => pattern.test(said));
    const known = found?.code === "FILE_DENIED" && owner !== undefined ? deniedTo(owner) : found;
    return new ProviderError({
        code: known?.code ?? "FILE_FAILED",
        summary: `Could not ${step} ${printPath(path)} on the instance: ${known?.cause ?? "a tool failed"}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: known?.remedies ?? ["Check the path on the instance. The details are the tool's own message."],
        details: said,
    });
}

/** Where a directory is somebody's who could lead root elsewhere, root does no more than that user may. */
function deniedTo(owner: string): Pick<HostCause, "code" | "cause" | "remedies"> {
    return {
        code: "FILE_DENIED",
        cause: `the directory belongs to ${owner}, so this is done as ${owner}, and ${owner} is not allowed to`,
        remedies: [
            `Allow ${owner} to write there, or choose a path in directories that only root can write.`,
            "Check whether a link on the path leads to another user's directory.",
        ],
    };
}

/** A file arrived with other bytes than were sent: SSH rules that out, so the disk or the memory of a machine is bad. */
export function hashMismatch(path: string): ProviderError {
    return new ProviderError({
        code: "FILE_HASH_MISMATCH",
        summary: `${printPath(path)} arrived on the instance with a different SHA-256 than was sent, and was not put in place.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies: [({ again }) => `Run ${again}.`, "If this happens again, check the instance's disk (dmesg)."],
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

/** Something else than a file stands at the path. `meant`: where a copy into that directory would put the file. */
export function inTheWay(path: string, found: string, wanted: string, meant?: string): ProviderError {
    return new ProviderError({
        code: "FILE_IN_THE_WAY",
        summary: `${printPath(path)} on the instance is ${found}, but ${wanted} is to be put there.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [
            ...(meant === undefined
                ? []
                : [
                      `Did you mean ${printPath(meant)}? remotePath is the path of the file itself, not of its directory.`,
                  ]),
            "Choose another remotePath, or move what is there to another path.",
        ],
    });
}

export const ALLOW_SUDO =
    "Allow it in /etc/sudoers.d on the instance: <the user that signs in> ALL=(root) NOPASSWD: /bin/sh";

/** Root is needed, for a content or for no more than another owner, and can't be had. */
export function sudoRefused(path: string, said: string, what: "content" | "owner" = "content"): ProviderError {
    const only = what === "owner" ? "can get its owner and group only from root" : "can be written only by root";
    return new ProviderError({
        code: "FILE_SUDO_REFUSED",
        summary: `${printPath(path)} ${only}, and sudo refused.`,
        commandRan: "did-not-run",
        retryable: false,
        // Only a refusal is mended by a rule; a sudo that fails says itself why.
        remedies: [
            /password is required|not in the sudoers|not allowed|may not run/i.test(said)
                ? ALLOW_SUDO
                : "Try it on the instance as the user that signs in: sudo -n true. Mend what it reports.",
            "Or choose a path that the user may write, and leave out owner and group.",
        ],
        details: said,
    });
}

/** A path in an error: on one line, whatever it holds. */
export function printPath(path: string): string {
    return /^[\x21-\x7e]+$/.test(path) ? path : JSON.stringify(path);
}
