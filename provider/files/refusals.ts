import { ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Wording } from "../base/words";

import { ALLOW_SUDO } from "./blocked-path";
import { printPath } from "./print-path";

/** The directory can't be written by who signs in, and root can't be had. */
export function directoryRefused(
    path: string,
    directory: string,
    user: string,
    said: string,
    facts: { readonly userId: string; readonly mode: number },
): ProviderError {
    const isSticky = (facts.mode & 0o1000) !== 0;
    const isRootsOnly = facts.userId === "0" && (facts.mode & 0o22) === 0;
    const where = printPath(directory);
    const why = isSticky
        ? `in ${where}, which is sticky, ${user} may replace only what ${user} owns`
        : `putting it in place in one step requires write permission for its directory ${where}, which ${user} does not have`;
    return refusal(
        "FILE_SUDO_REFUSED",
        `${printPath(path)} ${isRootsOnly ? "can be written only by root" : "can't be replaced"}: ${why}, and sudo refused.`,
        [
            ALLOW_SUDO,
            isSticky
                ? `Or choose a path where ${user} may write and no other user's file exists.`
                : `Or give ${user} write permission for ${where} on the instance, for example as a member of its group, or choose a path that the user may write.`,
        ],
        said,
    );
}

/** Somebody else than root can exchange what is in a directory, so that root does not work there, and that user can't either. */
export function unsafeDirectory(
    path: string,
    keeper: { readonly path: string; readonly userId: string; readonly name: string },
    wish?: { readonly owner?: string | undefined; readonly group?: string | undefined },
): ProviderError {
    const where = printPath(keeper.path);
    const owner = keeper.name === "" || keeper.name === "UNKNOWN" ? `user ${keeper.userId}` : keeper.name;
    if (keeper.userId === "0" && ["LINK", "MOUNT"].includes(keeper.name)) {
        const what = keeper.name === "LINK" ? "a link" : "mounted";
        return refusal(
            "FILE_UNSAFE_DIRECTORY",
            `${printPath(path)} was not touched: ${where} is ${what} in a directory that other users can write, and may be there to redirect root elsewhere.`,
            ["Choose a path that does not go through it, in directories that only root can write."],
        );
    }
    if (keeper.name === "GONE") {
        return exchanged(path, where);
    }
    if (keeper.userId === "0") {
        return refusal(
            "FILE_UNSAFE_DIRECTORY",
            `${printPath(path)} was not touched: ${where} belongs to root, but other users can replace what is in it and so redirect root elsewhere.`,
            [
                `Allow only root to write it (chmod go-w ${where}), or allow other users only to add to it (chmod +t ${where}).`,
                "Or change the directory's owner to the user that the files are for. They are then put in place as that user.",
            ],
        );
    }
    const wished = [wish?.owner && `owner ${wish.owner}`, wish?.group && `group ${wish.group}`].filter(Boolean);
    return refusal(
        "FILE_UNSAFE_DIRECTORY",
        `${printPath(path)} was not touched: ${owner} can replace what is in ${where}, so the work is done as ${owner}, not as root${
            wished.length === 0 ? "" : `, and ${owner} can't give it ${wished.join(" and ")}`
        }.`,
        [
            ...(wished.length === 0
                ? []
                : [
                      `Leave out owner and group of the file, or set them to ${owner} and one of that user's own groups.`,
                  ]),
            `Or choose a path in directories that only root can write, or give ${where} to root (chown root, chmod go-w).`,
        ],
    );
}

/** Who works in a shared directory found that its own stage had been exchanged. */
export function exchanged(path: string, where = "the temporary directory next to it"): ProviderError {
    return refusal(
        "FILE_UNSAFE_DIRECTORY",
        `${printPath(path)} was not put in place: ${where} was replaced by somebody in the meantime.`,
        [
            "Check which users may write the directory of the file: one of them is interfering.",
            ({ again }) => `Then run ${again}.`,
        ],
    );
}

/** The host has no way for root to act as another user. */
export function cannotAct(path: string, user: string, said: string): ProviderError {
    return refusal(
        "FILE_TOOLS_MISSING",
        `${printPath(path)} is in a directory of ${user}, and the instance lacks a tool to act as ${user}.`,
        ["Install setpriv (util-linux) or su on the instance, or allow sudo for that user."],
        said,
    );
}

function refusal(code: ErrorCode, summary: string, remedies: readonly Wording[], details?: string): ProviderError {
    return new ProviderError({
        code,
        summary,
        commandRan: "did-not-run",
        retryable: false,
        remedies,
        ...(details !== undefined && { details }),
    });
}
