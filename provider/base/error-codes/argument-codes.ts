import type { ErrorCodes } from "./error-codes";

export const ARGUMENT_CODES = {
    AWS_CONFIG_MALFORMED: {
        layer: "inputs",
        meaning: ({ configuration }) => `An \`aws:\` value of ${configuration} has the wrong shape.`,
        remedy: "Correct it; the message names it and never repeats its value.",
    },
    AWS_REGION_MISSING: {
        layer: "inputs",
        meaning: "No region is set anywhere.",
        remedy: ({ setRegion }) => setRegion,
    },
    AWS_REGION_INVALID: {
        layer: "inputs",
        meaning: "The region's name can't be one.",
        remedy: ({ regionSources }) => `Correct it: ${regionSources}.`,
    },
    AWS_CA_BUNDLE_UNREADABLE: {
        layer: "inputs",
        meaning: "The file of `aws:customCaBundle` or `AWS_CA_BUNDLE` holds no certificates, or can't be read.",
        remedy: "Correct the path; the message names it.",
    },
    SSH_PRIVATE_KEY_UNUSABLE: {
        layer: "inputs",
        meaning: ({ privateKey }) => `${privateKey} can't be opened or used.`,
        remedy: "Check key and passphrase with `ssh-keygen -y -f <file>`.",
    },
} as const satisfies ErrorCodes;
