import { ProviderError } from "../base/error";

/** The error of an instance that did not accept the reboot. */
export function rebootRefused(reason: string): ProviderError {
    return new ProviderError({
        code: "CMD_REBOOT_REFUSED",
        summary: `The instance was not rebooted: ${reason.replace(/\.$/, "")}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [
            "Let the user that signs in reboot without a password. In sudoers: <user> ALL=(root) NOPASSWD: /usr/sbin/reboot",
        ],
    });
}

/** The error of a reboot that waited for others until the end of its time. */
export function rebootBusy(live?: number): ProviderError {
    return new ProviderError({
        code: "CMD_REBOOT_BUSY",
        summary: `The instance was not rebooted: ${live === undefined ? "scripts" : printCount(live)} of other operations ran until the time of this one was over.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies: [
            ({ again, timeLimits }) =>
                `Run ${again} when they have ended, or give this operation more time${timeLimits}.`,
        ],
    });
}

/** The error of an instance that nobody could come back to. */
export function notBackError(reason: string, when: "before" | "after"): ProviderError {
    return new ProviderError({
        code: "CMD_REBOOT_TIMEOUT",
        summary:
            when === "after"
                ? "The instance did not come back from its reboot."
                : "The connection to the instance was lost before its reboot, and could not be opened again.",
        commandRan: "did-not-run",
        retryable: true,
        remedies: ["See on the instance's console why: aws ec2 get-console-output --latest --instance-id <id>"],
        details: reason,
    });
}

/** So many scripts, in words. */
export function printCount(live: number): string {
    return live === 1 ? "one script" : `${live} scripts`;
}
