import { ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Wording } from "../base/words";
import { printPath } from "./print-path";

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
