import type { ErrorCodes } from "./error-codes";

export const ARGUMENT_CODES = {
    AWS_CONFIG_MALFORMED: {
        layer: "inputs",
        meaning: ({ configuration }) => `An \`aws:\` value of ${configuration} has the wrong shape.`,
        remedy: "Correct it. The message names it and never shows its value.",
    },
    AWS_REGION_MISSING: {
        layer: "inputs",
        meaning: "No region is set anywhere.",
        remedy: ({ setRegion }) => setRegion,
    },
    AWS_REGION_INVALID: {
        layer: "inputs",
        meaning: "The name of the region is not valid.",
        remedy: ({ regionSources }) => `Correct it: ${regionSources}.`,
    },
    AWS_CA_BUNDLE_UNREADABLE: {
        layer: "inputs",
        meaning: "The file of `aws:customCaBundle` or `AWS_CA_BUNDLE` holds no certificates, or can't be read.",
        remedy: "Correct the path that the message names.",
    },
    SSH_PRIVATE_KEY_UNUSABLE: {
        layer: "inputs",
        meaning: ({ privateKey }) => `${privateKey} can't be opened or used.`,
        remedy: "Check the key and the passphrase with `ssh-keygen -y -f <file>`.",
    },
} as const satisfies ErrorCodes;
