import { type AwsErrorRule, always, UNTIL_DEADLINE } from "./aws-error-rule";

/** Our name for an answer that reports no error, and no success. */
export const PUSH_NOT_TAKEN = "Success: false";

/** Errors of SendSSHPublicKey. First match wins. */
export const KEY_PUSH_RULES: readonly AwsErrorRule[] = [
    {
        code: "EIC_ACCESS_DENIED",
        names: ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"],
        retryForMs: 0,
        cause: "access is denied",
        remedies: (_context, error) => [
            "Allow ec2-instance-connect:SendSSHPublicKey on the instance's ARN in the caller's IAM policy.",
            "Check the policy's conditions: ec2:osuser must allow the OS user, and tags must match.",
            ...(/explicit deny/i.test(error.words)
                ? ["A policy denies it explicitly: look at service control policies and permissions boundaries."]
                : []),
        ],
    },
    {
        code: "EIC_AUTH",
        names: ["AuthException"],
        retryForMs: 0,
        cause: "Instance Connect rejected the credentials, or they have no access to the instance",
        remedies: always(
            "Allow ec2-instance-connect:SendSSHPublicKey on the instance's ARN in the caller's IAM policy.",
            "Check that the credentials are those of the instance's account: aws sts get-caller-identity",
        ),
    },
    {
        code: "EIC_INSTANCE_NOT_FOUND",
        names: ["EC2InstanceNotFoundException"],
        retryForMs: "not-found",
        cause: "Instance Connect found no such instance",
        remedies: always(
            ({ instanceId }) =>
                `Check ${instanceId}, and check that the region and the account are those of the instance.`,
        ),
    },
    {
        code: "EIC_INSTANCE_NOT_RUNNING",
        names: ["EC2InstanceStateInvalidException"],
        retryForMs: 0,
        cause: "the instance is not running",
        remedies: always(({ orStartBefore }) => `Start the instance${orStartBefore}.`),
    },
    {
        code: "EIC_INSTANCE_UNAVAILABLE",
        names: ["EC2InstanceUnavailableException"],
        retryForMs: UNTIL_DEADLINE,
        cause: "AWS reported that the instance is temporarily unavailable",
        remedies: always(
            "Run again in a few minutes.",
            ({ giveConnectingTime }) => giveConnectingTime,
            "If this continues, reboot the instance.",
        ),
    },
    {
        code: "EIC_INVALID_ARGUMENT",
        names: ["InvalidArgsException", "ValidationException"],
        retryForMs: 0,
        cause: "Instance Connect rejected a value in the request",
        remedies: always(
            ({ instanceId, osUser }) =>
                `Check ${instanceId}, and ${osUser}: at most 31 letters, digits and . _ - @, not digits alone.`,
        ),
    },
    {
        code: "EIC_THROTTLED",
        names: ["ThrottlingException", "TooManyRequestsException"],
        retryForMs: UNTIL_DEADLINE,
        cause: "Instance Connect throttled the push",
        remedies: always(
            ({ runLessAtOnce }) => runLessAtOnce,
            ({ giveConnectingTime }) => giveConnectingTime,
            "If this continues, ask AWS Support for a higher limit.",
        ),
    },
    {
        code: "EIC_PUSH_FAILED",
        names: [PUSH_NOT_TAKEN],
        retryForMs: UNTIL_DEADLINE,
        cause: "Instance Connect reported that the push failed, and gave no reason",
        remedies: always("Give the request ID to AWS Support; https://health.aws.amazon.com shows known problems."),
    },
    {
        code: "EIC_SERVICE_ERROR",
        names: ["ServiceException"],
        retryForMs: UNTIL_DEADLINE,
        cause: "Instance Connect reported a service error",
        remedies: always("Run again in a few minutes; https://health.aws.amazon.com shows known problems."),
    },
];
