import type { ErrorCodes } from "./error-codes";

export const SSH_CODES = {
    SSH_HANDSHAKE_FAILED: {
        layer: "ssh",
        meaning: "The server hung up before anybody was signed in.",
        remedy: "Look at the log of `sshd` on the instance; where it has nothing, check that its port reaches it through what is between.",
    },
    SSH_HOST_KEY_MISMATCH: {
        layer: "host-key",
        meaning: "The server has another host key than the expected one. Nothing was sent to it.",
        remedy: ({ hostKeys }) => `Find out why; accept a deliberate change with ${hostKeys}.`,
    },
    SSH_KEY_REFUSED: {
        layer: "authentication",
        meaning: "`sshd` does not take the pushed key.",
        remedy: ({ osUser }) => `Check ${osUser} and the package \`ec2-instance-connect\` on the instance.`,
    },
    SSH_CHANNEL_REFUSED: {
        layer: "ssh",
        meaning: "`sshd` starts no command on the open connection.",
        remedy: "Check `MaxSessions` and `ForceCommand` in its configuration.",
    },
    SSH_CONNECTION_LOST: {
        layer: "ssh",
        meaning: "The connection was lost before anything was started.",
        remedy: ({ again }) => `Run ${again}.`,
    },
} as const satisfies ErrorCodes;
