import type { ErrorCodes } from "./error-codes";

export const AWS_CODES = {
    AWS_ACCESS_DENIED: {
        layer: "aws",
        meaning: "IAM does not allow a call.",
        remedy: "Allow the action that the message names: see [the least policy](iam.md).",
    },
    AWS_THROTTLED: {
        layer: "aws",
        meaning: "AWS throttled the calls until the time limit was reached.",
        remedy: ({ runLessAtOnce }) => runLessAtOnce,
    },
    AWS_SERVICE_ERROR: {
        layer: "aws",
        meaning: "AWS reported a service error.",
        remedy: "Run again in a few minutes.",
    },
    AWS_INVALID_ARGUMENT: {
        layer: "aws",
        meaning: "AWS rejected a value.",
        remedy: "Check `instanceId`.",
    },
    AWS_ERROR: {
        layer: "aws",
        meaning: "AWS returned an error that this package does not recognize.",
        remedy: "Look up the error's name, which the details show.",
    },
    EIC_ACCESS_DENIED: {
        layer: "aws",
        meaning: "IAM does not allow a key to be pushed to this instance or for this OS user.",
        remedy: "Allow `ec2-instance-connect:SendSSHPublicKey`: see [the least policy](iam.md).",
    },
    EIC_AUTH: {
        layer: "aws",
        meaning: "Instance Connect rejected the credentials for this instance.",
        remedy: "Check account, region and policy.",
    },
    EIC_INVALID_ARGUMENT: {
        layer: "aws",
        meaning: "Instance Connect rejected the OS user or the instance ID.",
        remedy: ({ osUser }) => `Check ${osUser}.`,
    },
    EIC_PUSH_FAILED: {
        layer: "aws",
        meaning: "Instance Connect reported that the push failed.",
        remedy: "The push was repeated until the time was over. Give the request ID, which the message shows, to AWS Support.",
    },
    EIC_THROTTLED: {
        layer: "aws",
        meaning: "Instance Connect throttled the push.",
        remedy: "Run again with fewer operations at once.",
    },
    EIC_SERVICE_ERROR: {
        layer: "aws",
        meaning: "Instance Connect reported a service error.",
        remedy: "Run again in a few minutes.",
    },
} as const satisfies ErrorCodes;
