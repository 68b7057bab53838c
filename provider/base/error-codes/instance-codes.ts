import type { ErrorCodes } from "./error-codes";

export const INSTANCE_CODES = {
    AWS_INSTANCE_NOT_FOUND: {
        layer: "instance",
        meaning: "The account has no such instance in the region.",
        remedy: "Check the ID, and the region and the account that the message names.",
    },
    AWS_INSTANCE_PENDING: {
        layer: "instance",
        meaning: "The instance was not running in time.",
        remedy: ({ connectTimeout }) => `Run again, or raise ${connectTimeout}.`,
    },
    AWS_INSTANCE_STOPPED: {
        layer: "instance",
        meaning: "The instance is stopped or stopping.",
        remedy: "Start it. On delete, the message also shows the alternatives.",
    },
    AWS_INSTANCE_TERMINATED: {
        layer: "instance",
        meaning: "The instance is terminated.",
        remedy: "Use the ID of a running instance.",
    },
    AWS_INSTANCE_WINDOWS: {
        layer: "instance",
        meaning: "The instance runs Windows.",
        remedy: "Use SSM Run Command.",
    },
    AWS_GONE_NOT_PROVEN: {
        layer: "instance",
        meaning: "The instance was not found, but the lookup did not use the region and account recorded in state.",
        remedy: "Use the region and the account that are recorded in state.",
    },
    AWS_NO_ADDRESS: {
        layer: "instance",
        meaning: ({ route }) => `The instance has no address of the kind that ${route} asks for.`,
        remedy: "Choose another route. The message lists the addresses.",
    },
    AWS_OS_USER_UNKNOWN: {
        layer: "instance",
        meaning: "The login user can't be determined from the image.",
        remedy: ({ osUser }) => `Set ${osUser}. The message lists the choices.`,
    },
    EIC_INSTANCE_NOT_FOUND: {
        layer: "instance",
        meaning: "Instance Connect found no such instance.",
        remedy: "Check the ID, the region and the account.",
    },
    EIC_INSTANCE_NOT_RUNNING: {
        layer: "instance",
        meaning: "Instance Connect reported that the instance is not running.",
        remedy: "Start it.",
    },
    EIC_INSTANCE_UNAVAILABLE: {
        layer: "instance",
        meaning: "Instance Connect reported that the instance is temporarily unavailable.",
        remedy: "Run again. If this continues, reboot the instance.",
    },
} as const satisfies ErrorCodes;
