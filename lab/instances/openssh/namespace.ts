import { PROGRAM_FOLDER } from "../reboot-programs";
import type { Account } from "./accounts";

/** What the instance's own view of the machine is made of. */
export interface NamespacePlan {
    /** The instance's folder as the machine sees it. */
    readonly folder: string;
    readonly accounts: readonly Account[];
    /** Where each account's home is on the machine. */
    readonly homes: ReadonlyMap<string, string>;
    readonly hasSudoers: boolean;
    /** The test's own shell lines, run as root before sshd starts. */
    readonly setup: string;
    readonly sshd: string;
}

/** The instance's folder as the instance sees it. */
export const INNER_FOLDER = "/run/lab";

/** The instance's own `reboot` comes first where root and sudo look for programs, beside what the machine has there. */
const MOUNT_PROGRAMS = [
    "mkdir /run/local-sbin",
    "mount --bind /usr/local/sbin /run/local-sbin",
    "mount -t tmpfs -o mode=755 tmpfs /usr/local/sbin",
    `for program in /run/local-sbin/* ${INNER_FOLDER}/${PROGRAM_FOLDER}/*; do`,
    '  [ ! -e "$program" ] || ln -sf "$program" /usr/local/sbin/',
    "done",
];

/**
 * The script that makes the instance's own view: account files, homes, /tmp, /run and boot id of its own, the rest as on the
 * machine. Nothing of it reaches the machine, and it ends with the last process of the instance.
 */
export function printNamespaceScript(plan: NamespacePlan): string {
    const inner = (name: string) => `${INNER_FOLDER}/${name}`;
    const mountHomes = plan.accounts.flatMap(({ name, home, userId }) => [
        `mkdir -p ${home}`,
        `mount --bind ${quote(plan.homes.get(name) ?? "")} ${home}`,
        `chown -R ${userId}:${userId} ${home}`,
    ]);
    const lines = [
        "set -e",
        // As on an instance, whatever this process was started with: sshd refuses folders that others may change.
        "umask 022",
        "mount -t tmpfs -o mode=755 tmpfs /run",
        `mkdir -p /run/sshd ${INNER_FOLDER}`,
        `mount --bind ${quote(plan.folder)} ${INNER_FOLDER}`,
        ...["passwd", "group", "shadow"].map((name) => `mount --bind ${inner(name)} /etc/${name}`),
        ...(plan.hasSudoers ? [`mount --bind ${inner("sudoers")} /etc/sudoers`] : []),
        `mount --bind ${inner("boot-id")} /proc/sys/kernel/random/boot_id`,
        "mount -t tmpfs -o mode=755 tmpfs /home",
        // The homes may lie in /tmp, so that /tmp comes after them.
        ...mountHomes,
        "mount -t tmpfs -o mode=1777 tmpfs /tmp",
        "mount -t tmpfs -o mode=1777 tmpfs /var/tmp",
        ...MOUNT_PROGRAMS,
        "cd /",
        plan.setup,
        `exec ${plan.sshd} -D -e -f ${inner("sshd_config")}`,
    ];
    return `${lines.join("\n")}\n`;
}

function quote(path: string): string {
    return `'${path.replaceAll("'", "'\\''")}'`;
}
