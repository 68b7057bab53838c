import { MARKER } from "../leftovers";
import { KEY_SCRIPT } from "./key-gate";

/** What an instance's sshd_config depends on. */
export interface SshdSettings {
    /** The instance's folder as sshd sees it. */
    readonly folder: string;
    readonly address: string;
    readonly port: number;
    readonly hostKeyFiles: readonly string[];
    /** Who runs AuthorizedKeysCommand. */
    readonly keyUser: string;
    readonly marker: string;
    /** The PATH of commands. @default sshd's */
    readonly ownPath?: string | undefined;
    readonly maxSessions: number;
    readonly maxAuthTries: number;
    readonly loginGraceTimeMs: number;
    /** Lines of the test's own; they come first, and sshd takes the first value of a setting. */
    readonly lines: readonly string[];
}

/** An sshd_config that knows pushed keys only, like EC2 Instance Connect's. */
export function printSshdConfig(settings: SshdSettings): string {
    const lines = [
        ...settings.lines,
        `ListenAddress ${settings.address}`,
        `Port ${settings.port}`,
        ...settings.hostKeyFiles.map((path) => `HostKey ${path}`),
        "PidFile none",
        "LogLevel VERBOSE",
        "UsePAM no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
        "AuthorizedKeysFile none",
        `AuthorizedKeysCommand /bin/sh ${settings.folder}/${KEY_SCRIPT} %u`,
        `AuthorizedKeysCommandUser ${settings.keyUser}`,
        `MaxSessions ${settings.maxSessions}`,
        `MaxAuthTries ${settings.maxAuthTries}`,
        `LoginGraceTime ${Math.max(1, Math.ceil(settings.loginGraceTimeMs / 1000))}`,
        `SetEnv ${MARKER}=${settings.marker}${settings.ownPath === undefined ? "" : ` PATH=${settings.ownPath}`}`,
        "Subsystem sftp internal-sftp",
        "PrintMotd no",
        "UseDNS no",
    ];
    return `${lines.join("\n")}\n`;
}
