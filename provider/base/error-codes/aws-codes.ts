import type { ErrorCodes } from "./error-codes";

export const AWS_CODES = {
    AWS_ACCESS_DENIED: {
        layer: "aws",
        meaning: "IAM does not allow a call.",
        remedy: "Allow the action that the message names: see [the least policy](iam.md).",
    },
    AWS_THROTTLED: {
        layer: "aws",
        meaning: "AWS limits the rate of calls, and went on doing so until the time was over.",
        remedy: ({ runLessAtOnce }) => runLessAtOnce,
    },
    AWS_SERVICE_ERROR: {
        layer: "aws",
        meaning: "AWS reported a service error.",
        remedy: "Run again in a few minutes.",
    },
    AWS_INVALID_ARGUMENT: {
        layer: "aws",
        meaning: "AWS does not accept a value.",
        remedy: "Check `instanceId`.",
    },
    AWS_ERROR: {
        layer: "aws",
        meaning: "AWS answered with an error that this package does not know.",
        remedy: "Look up the name that the details give.",
    },
    EIC_ACCESS_DENIED: {
        layer: "aws",
        meaning: "IAM does not allow to push a key to this instance or for this OS user.",
        remedy: "Allow `ec2-instance-connect:SendSSHPublicKey`: see [the least policy](iam.md).",
    },
    EIC_AUTH: {
        layer: "aws",
        meaning: "Instance Connect does not accept the credentials for this instance.",
        remedy: "Check account, region and policy.",
    },
    EIC_INVALID_ARGUMENT: {
        layer: "aws",
        meaning: "Instance Connect does not accept the OS user or the instance id.",
        remedy: ({ osUser }) => `Check ${osUser}.`,
    },
    EIC_PUSH_FAILED: {
        layer: "aws",
        meaning: "Instance Connect answered that the push did not succeed.",
        remedy: "Run again; the message has the request id for AWS Support.",
    },
    EIC_THROTTLED: {
        layer: "aws",
        meaning: "Instance Connect limits the rate of pushed keys.",
        remedy: "Run again with less at once.",
    },
    EIC_SERVICE_ERROR: {
        layer: "aws",
        meaning: "Instance Connect reported a service error.",
        remedy: "Run again in a few minutes.",
    },
} as const satisfies ErrorCodes;
