import { ProviderError } from "../base/error";
import { printPath } from "./print-path";

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
