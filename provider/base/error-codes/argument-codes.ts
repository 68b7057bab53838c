import type { ErrorCodes } from "./error-codes";

export const ARGUMENT_CODES = {
    AWS_CONFIG_MALFORMED: {
        layer: "inputs",
        meaning: "A value of the stack's `aws:` configuration has a shape that `@pulumi/aws` does not take.",
        remedy: "Correct it; the message names it and never repeats its value.",
    },
    AWS_REGION_MISSING: {
        layer: "inputs",
        meaning: "No region is set anywhere.",
        remedy: "`pulumi config set aws:region eu-west-1`, or `connection.region`, or `AWS_REGION`.",
    },
    AWS_REGION_INVALID: {
        layer: "inputs",
        meaning: "The region's name can't be one.",
        remedy: "Correct `connection.region`, `aws:region` or `AWS_REGION`.",
    },
    AWS_CA_BUNDLE_UNREADABLE: {
        layer: "inputs",
        meaning: "The file of `aws:customCaBundle` or `AWS_CA_BUNDLE` holds no certificates, or can't be read.",
        remedy: "Correct the path; the message names it.",
    },
    SSH_PRIVATE_KEY_UNUSABLE: {
        layer: "inputs",
        meaning: "`connection.privateKey` can't be opened or used.",
        remedy: "Check key and passphrase with `ssh-keygen -y -f <file>`.",
    },
} as const satisfies ErrorCodes;
