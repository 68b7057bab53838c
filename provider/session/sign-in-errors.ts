import type { ProviderError } from "../base/error";
import { tellsExpiredAccount } from "./banner";
import { type Met, sessionError } from "./session-errors";

/** sshd does not take the pushed key; `banner` is what it said to the user, if it did. */
export function keyRefusedError({ target, route }: Met, banner = ""): ProviderError {
    return sessionError(
        target,
        {
            code: "SSH_KEY_REFUSED",
            summary: `sshd on ${target.instanceId} refused the pushed key for user "${target.osUser}".`,
            retryable: true,
            remedies: [
                ({ osUser }) =>
                    `Check ${osUser}: does "${target.osUser}" exist on the instance? Amazon Linux has "ec2-user", Ubuntu "ubuntu", Debian "admin".`,
                "Install the ec2-instance-connect package on the instance, and check that its sshd has no AuthorizedKeysCommand of its own.",
                "Check that the instance metadata service is on, and that the instance's clock is right.",
            ],
            details: banner === "" ? "" : `sshd reported: ${banner}`,
        },
        route,
    );
}

/** sshd took the pushed key, and asks for more, which nobody can give here. */
export function moreThanKeyError({ target, route }: Met, asked: readonly string[]): ProviderError {
    const wanted = asked.map((method) => (method === "publickey" ? "another key (publickey)" : method)).join(" or ");
    return sessionError(
        target,
        {
            code: "SSH_MORE_THAN_KEY",
            summary: `sshd on ${target.instanceId} accepted the pushed key for user "${target.osUser}", and asks for more: ${wanted || "another method"}.`,
            retryable: false,
            remedies: [
                keyIsEnough(target.osUser),
                ({ osUser }) => `Or sign in as a user of whom no more is asked: set ${osUser}.`,
            ],
        },
        route,
    );
}

/** sshd takes no key, or wants something else before it. */
export function noKeyMethodError({ target, route }: Met, asked: readonly string[]): ProviderError {
    return sessionError(
        target,
        {
            code: "SSH_NO_KEY_METHOD",
            summary: `sshd on ${target.instanceId} does not let user "${target.osUser}" sign in with a key. It asks for ${asked.join(" or ")}.`,
            retryable: false,
            remedies: [
                "Check that PubkeyAuthentication is on in the instance's sshd_config: sshd -T -C user=<user> shows what holds for a user.",
                keyIsEnough(target.osUser),
                ({ osUser }) => `Or set ${osUser} to a user who may sign in with a key.`,
            ],
        },
        route,
    );
}

function keyIsEnough(user: string): string {
    return `Let the key be enough for this user in the instance's sshd_config: "Match User ${user}" with "AuthenticationMethods publickey", and reload sshd.`;
}

/** sshd ended the sign-in after it had the key, and said why: in the name of PAM, whose account rules come after the key. */
export function accountRefusedError({ target, route }: Met, banner: string): ProviderError {
    const met = `sshd on ${target.instanceId} did not let user "${target.osUser}" in`;
    const reported = banner === "" ? "and reported no reason" : `and reported: ${banner}`;
    if (tellsExpiredAccount(banner)) {
        return sessionError(
            target,
            {
                code: "SSH_ACCOUNT_EXPIRED",
                summary: `${met}, ${reported}.`,
                retryable: false,
                remedies: [
                    `Let the account of ${target.osUser} not expire. On the instance, as root: chage -E -1 -I -1 -M -1 ${target.osUser}`,
                    ({ osUser }) => `Or set ${osUser} to a user whose account has not expired.`,
                ],
            },
            route,
        );
    }
    return sessionError(
        target,
        {
            code: "SSH_ACCOUNT_REFUSED",
            summary: `${met}, ${reported}.`,
            retryable: true,
            remedies: [
                "While /run/nologin or /etc/nologin exists on the instance, only root may sign in. systemd removes /run/nologin when the instance has booted: systemctl list-jobs shows what it waits for. Remove one that was left behind.",
                ({ giveConnectingTime }) => giveConnectingTime,
                "If neither file exists, check the account rules in /etc/pam.d/sshd (pam_access, pam_time, pam_sss), and the log: journalctl -u ssh -u sshd",
            ],
        },
        route,
    );
}
