import type { ErrorCodes } from "./error-codes";

export const INSTANCE_CODES = {
    AWS_INSTANCE_NOT_FOUND: {
        layer: "instance",
        meaning: "The account has no such instance in the region.",
        remedy: "Check the id, the region and the account: the message names both.",
    },
    AWS_INSTANCE_PENDING: {
        layer: "instance",
        meaning: "The instance did not get to run in time.",
        remedy: ({ connectTimeout }) => `Run again, or raise ${connectTimeout}.`,
    },
    AWS_INSTANCE_STOPPED: {
        layer: "instance",
        meaning: "The instance is stopped or stopping.",
        remedy: "Start it. On delete the message names the ways around it.",
    },
    AWS_INSTANCE_TERMINATED: {
        layer: "instance",
        meaning: "The instance is terminated.",
        remedy: "Give the id of one that runs.",
    },
    AWS_INSTANCE_WINDOWS: {
        layer: "instance",
        meaning: "The instance runs Windows.",
        remedy: "Use SSM Run Command.",
    },
    AWS_GONE_NOT_PROVEN: {
        layer: "instance",
        meaning: "The instance was not found, and not looked for where state says it is.",
        remedy: "Use the region and account of state.",
    },
    AWS_NO_ADDRESS: {
        layer: "instance",
        meaning: ({ route }) => `The instance has no address of the kind that ${route} asks for.`,
        remedy: "Choose another route; the message lists the addresses.",
    },
    AWS_OS_USER_UNKNOWN: {
        layer: "instance",
        meaning: "The image does not tell its login user.",
        remedy: ({ osUser }) => `Set ${osUser}; the message lists the choices.`,
    },
    EIC_INSTANCE_NOT_FOUND: {
        layer: "instance",
        meaning: "Instance Connect knows no such instance.",
        remedy: "Check the id, the region and the account.",
    },
    EIC_INSTANCE_NOT_RUNNING: {
        layer: "instance",
        meaning: "Instance Connect says that the instance does not run.",
        remedy: "Start it.",
    },
    EIC_INSTANCE_UNAVAILABLE: {
        layer: "instance",
        meaning: "Instance Connect says that the instance is temporarily unavailable.",
        remedy: "Run again; reboot the instance if it goes on.",
    },
} as const satisfies ErrorCodes;
