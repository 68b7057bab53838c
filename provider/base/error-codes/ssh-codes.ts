import type { ErrorCodes } from "./error-codes";

export const SSH_CODES = {
    SSH_HANDSHAKE_FAILED: {
        layer: "ssh",
        meaning: "The SSH connection ended before sign-in was complete.",
        remedy: "Check the log of `sshd` on the instance. If it shows nothing, check that the port leads to `sshd` through everything in between.",
    },
    SSH_NO_COMMON_ALGORITHM: {
        layer: "ssh",
        meaning:
            "`sshd` offers no algorithm of a kind that is supported: to exchange keys, to prove its identity, to encrypt, or to authenticate messages.",
        remedy: "Allow one of those that the error lists in `sshd_config` on the instance.",
    },
    SSH_HOST_KEY_MISMATCH: {
        layer: "host-key",
        meaning: "The server has another host key than the expected one. Nothing was sent to it.",
        remedy: ({ hostKeys }) => `Find out why. If the change is deliberate, accept the new key with ${hostKeys}.`,
    },
    SSH_NO_CONSOLE_KEYS: {
        layer: "host-key",
        meaning: ({ hostKeyPolicy }) =>
            `${hostKeyPolicy} is "console", and the instance's console output does not show its host keys. No connection was opened.`,
        remedy: ({ hostKeys }) => `Set ${hostKeys} to a key that you know, or choose another policy.`,
    },
    SSH_KEY_REFUSED: {
        layer: "authentication",
        meaning: "`sshd` refused the pushed key.",
        remedy: ({ osUser }) => `Check ${osUser} and the package \`ec2-instance-connect\` on the instance.`,
    },
    SSH_MORE_THAN_KEY: {
        layer: "authentication",
        meaning: "`sshd` accepted the pushed key, and asks for something else as well, such as a code or another key.",
        remedy: "Set `AuthenticationMethods publickey` for this user in `sshd_config` on the instance.",
    },
    SSH_NO_KEY_METHOD: {
        layer: "authentication",
        meaning: "`sshd` takes no key of the OS user, or not as the first step.",
        remedy: "Set `PubkeyAuthentication yes` and `AuthenticationMethods publickey` for the OS user in `sshd_config`.",
    },
    SSH_ACCOUNT_REFUSED: {
        layer: "authentication",
        meaning:
            "`sshd` ended the sign-in of the OS user after the key was sent, and reported why: mostly `/run/nologin`, which exists until the instance has booted.",
        remedy: "Read the text in the message. Remove `/run/nologin` or `/etc/nologin`, or check the account rules in `/etc/pam.d/sshd`.",
    },
    SSH_ACCOUNT_EXPIRED: {
        layer: "authentication",
        meaning: "The OS user's account has expired.",
        remedy: "Run on the instance, as root: `chage -E -1 -I -1 -M -1 USER`.",
    },
    SSH_NO_PLACE: {
        layer: "ssh",
        meaning: "Other scripts of the same operation held all connections to the instance until its time was over.",
        remedy: ({ timeLimits }) => `Give the operation more time${timeLimits}, or let fewer scripts run at once.`,
    },
    SSH_CHANNEL_REFUSED: {
        layer: "ssh",
        meaning: "`sshd` refused to start a command on the open connection.",
        remedy: "Check `MaxSessions` and `ForceCommand` in its configuration.",
    },
    SSH_CONNECTION_LOST: {
        layer: "ssh",
        meaning: "The connection was lost before anything was started.",
        remedy: ({ again }) => `Run ${again}.`,
    },
} as const satisfies ErrorCodes;
