import { spawnSync } from "node:child_process";
import { UsageError } from "./usage-error";

/**
 * The version of the ssh on PATH, as a number: 9.2 is 902.
 * @throws {UsageError} there is none.
 */
export function sshVersion(): number {
    const version = findSshVersion();
    if (version === undefined) {
        throw new UsageError("OpenSSH's ssh is not on PATH: install it, for instance with apt install openssh-client");
    }
    return version;
}

/** The same; undefined if there is no ssh on PATH. */
export function findSshVersion(): number | undefined {
    const { stderr, error } = spawnSync("ssh", ["-V"], { encoding: "utf8" });
    if (error !== undefined) {
        return undefined;
    }
    const [, major = "0", minor = "0"] = /OpenSSH\S*_(\d+)\.(\d+)/.exec(stderr) ?? [];
    return Number(major) * 100 + Number(minor);
}

/** The first versions that can do something. */
export const SSH_SINCE = Object.freeze({ agentPath: 802, knownHostsCommand: 805, sessionBinding: 809 });
