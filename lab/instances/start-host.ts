import { startEmbeddedHost } from "./embedded-host";
import type { LaunchOptions } from "./launch-options";
import { startOpenSshHost } from "./openssh/openssh-host";
import type { SshHost, SshHostDuties } from "./ssh-host";

/** Starts the kind of SSH server that the options ask for. `path` is a name of its own for each start. */
export function startSshHost(
    options: LaunchOptions,
    duties: SshHostDuties,
    path: string,
    folder: string,
    marker: string,
): Promise<SshHost> {
    const limits = {
        maxSessions: options.maxSessions ?? 10,
        maxAuthTries: options.maxAuthTries ?? 6,
        loginGraceTimeMs: options.loginGraceTimeMs ?? 120_000,
        loginShell: options.loginShell ?? "/bin/sh",
    };
    if (options.kind !== "openssh") return startEmbeddedHost(duties, limits, { socketPath: path, folder, marker });
    const openSsh = {
        sshdConfig: options.sshdConfig ?? [],
        sudoers: options.sudoers ?? printSudoers([...duties.homes.keys()]),
        setup: options.setup ?? "",
    };
    return startOpenSshHost(duties, { ...limits, ...openSsh }, { folder: path, marker });
}

/** As on AWS's images. */
function printSudoers(osUsers: readonly string[]): string {
    const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    const lines = [
        `Defaults secure_path="${path}"`,
        "root ALL=(ALL:ALL) ALL",
        ...osUsers.map((osUser) => `${osUser} ALL=(ALL) NOPASSWD: ALL`),
    ];
    return `${lines.join("\n")}\n`;
}
