import { type AwsErrorContext, type AwsErrorRule, always, UNTIL_DEADLINE } from "./aws-error-rule";
import type { VendorError } from "./vendor-error";

const TRY_LATER = "Run again in a few minutes; https://health.aws.amazon.com shows known problems.";

/** The action that AWS says is denied: the call's own, or sts:AssumeRole on the way to it. */
function deniedAction(context: AwsErrorContext, error: VendorError): string {
    return /not authorized to perform: ([\w-]+:\w+)/.exec(error.words)?.[1] ?? context.action;
}

/** Errors that any AWS service may answer. First match wins. */
export const SERVICE_RULES: readonly AwsErrorRule[] = [
    {
        code: "AWS_ACCESS_DENIED",
        names: [
            "UnauthorizedOperation",
            "AccessDenied",
            "AccessDeniedException",
            "NotAuthorized",
            "UnauthorizedException",
            "ForbiddenException",
        ],
        retryForMs: 0,
        cause: "access is denied",
        remedies: (context, error) => [
            `Allow ${deniedAction(context, error)} in the caller's IAM policy${/explicit deny/i.test(error.words) ? ", and look for the policy that explicitly denies it (a service control policy or a permissions boundary)" : ""}.`,
            "Check that the credentials are those of the intended account and role: aws sts get-caller-identity",
        ],
    },
    {
        code: "AWS_THROTTLED",
        names: [
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "TooManyRequestsException",
            "BandwidthLimitExceeded",
            "PriorRequestNotComplete",
            "EC2ThrottledException",
        ],
        matches: ({ name }) => name.startsWith("Throttl"),
        retryForMs: UNTIL_DEADLINE,
        cause: "AWS throttled the call",
        remedies: always(
            ({ runLessAtOnce }) => runLessAtOnce,
            ({ giveConnectingTime }) => giveConnectingTime,
            "If this continues, ask AWS Support for a higher limit.",
        ),
    },
    {
        code: "AWS_SERVICE_ERROR",
        names: [
            "InternalError",
            "InternalFailure",
            "InternalServerError",
            "InternalServerException",
            "ServerInternal",
            "ServiceException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "Unavailable",
            "IDPCommunicationError",
        ],
        matches: ({ httpStatus }) => httpStatus !== undefined && httpStatus >= 500,
        retryForMs: UNTIL_DEADLINE,
        cause: "AWS reported a service error",
        remedies: always(TRY_LATER),
    },
    {
        code: "AWS_INSTANCE_NOT_FOUND",
        names: ["InvalidInstanceID.NotFound"],
        retryForMs: "not-found",
        cause: "there is no such instance",
        remedies: always(
            ({ instanceId }) =>
                `Check ${instanceId}, and check that the region and the account are those of the instance.`,
        ),
    },
    {
        code: "AWS_INVALID_ARGUMENT",
        names: [
            "InvalidInstanceID.Malformed",
            "InvalidParameterValue",
            "InvalidParameter",
            "InvalidParameterCombination",
            "ValidationError",
            "ValidationException",
            "MissingParameter",
            "UnknownParameter",
        ],
        retryForMs: 0,
        cause: "AWS rejected a value in the request",
        remedies: always(({ instanceId }) => `Check ${instanceId}: i- and 8 or 17 hexadecimal digits.`),
    },
];

/** Errors of the way to AWS. First match wins. */
export const NETWORK_RULES: readonly AwsErrorRule[] = [
    {
        code: "AWS_TLS",
        matches: ({ networkCode }) => /CERT|UNABLE_TO_|^ERR_TLS|^EPROTO$/.test(networkCode),
        retryForMs: 0,
        cause: "the certificate of the AWS endpoint is not trusted",
        remedies: always(
            "Behind a proxy that inspects TLS, provide its CA certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem",
            ({ endpoints }) => `Check ${endpoints}.`,
        ),
    },
    {
        code: "AWS_PROXY",
        matches: ({ networkCode }) => networkCode === "EPROXY",
        retryForMs: 3_000,
        cause: "the proxy did not open a connection to AWS",
        remedies: always(
            "Check HTTPS_PROXY: http://host:port, with user:password@ in front of the host if the proxy requires them.",
            "List the hosts to reach without the proxy in NO_PROXY, such as those of VPC endpoints.",
        ),
    },
    {
        code: "AWS_UNREACHABLE",
        matches: ({ networkCode }) => networkCode === "ENOTFOUND" || networkCode === "ECONNREFUSED",
        // A wrong region or endpoint looks like this, and no waiting helps it; a link that comes back is back sooner.
        retryForMs: 30_000,
        cause: "the AWS endpoint can't be reached",
        remedies: (context) => [
            `Check that this machine has a network connection and that ${context.region ?? "the region"} is an AWS region.`,
            "Behind a proxy, set HTTPS_PROXY (and NO_PROXY).",
            ({ endpoints }) => `Check ${endpoints}.`,
        ],
    },
    {
        code: "AWS_UNREACHABLE",
        names: ["TimeoutError", "NetworkingError", "RequestTimeout", "RequestTimeoutException"],
        matches: ({ networkCode, words }) => networkCode !== "" || /socket hang up/i.test(words),
        retryForMs: UNTIL_DEADLINE,
        cause: "the AWS endpoint does not answer",
        remedies: always(
            "Check this machine's network, and HTTPS_PROXY and NO_PROXY behind a proxy.",
            "In a subnet without internet access, calls to EC2 need an interface endpoint, and calls to Instance Connect need outbound access.",
        ),
    },
];
