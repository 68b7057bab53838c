import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { userInfo } from "node:os";

/** What this machine has for real OpenSSH instances. */
export interface OpenSshMeans {
    readonly sshd: string;
    /** True when instances get namespaces of their own, hence any OS users; else there is but the user of this process. */
    readonly hasNamespaces: boolean;
}

const SSHD_PATHS = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd"];
const NAMESPACE_TOOLS = ["unshare", "setpriv"];

/** Finds sshd and tells whether namespaces may be made. @throws when sshd is missing, or can't serve the OS users. */
export function findOpenSsh(osUsers: readonly string[]): OpenSshMeans {
    const sshd = SSHD_PATHS.find(isExecutable);
    if (!sshd) {
        throw new Error(
            `No sshd on this machine for an instance of kind "openssh" (looked at ${SSHD_PATHS.join(", ")}). ` +
                'Install openssh-server, or leave "kind" out for an embedded instance.',
        );
    }
    const hasNamespaces = userInfo().uid === 0 && canUnshare();
    const { username } = userInfo();
    const strangers = osUsers.filter((osUser) => osUser !== username);
    if (!hasNamespaces && strangers.length > 0) {
        throw new Error(
            `An instance of kind "openssh" with the OS users ${strangers.join(", ")} needs root and the right to make mount ` +
                `and process namespaces (unshare, setpriv). Without them only osUsers: ["${username}"] can be had.`,
        );
    }
    return { sshd, hasNamespaces };
}

let unshareWorks: boolean | undefined;

function canUnshare(): boolean {
    unshareWorks ??=
        NAMESPACE_TOOLS.every((tool) => spawnSync(tool, ["--version"]).status === 0) &&
        spawnSync("unshare", ["--mount", "--pid", "--fork", "--mount-proc", "true"]).status === 0;
    return unshareWorks;
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
