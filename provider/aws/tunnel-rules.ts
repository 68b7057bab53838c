import { type AwsErrorRule, always } from "./aws-error-rule";

/**
 * Errors of `openTunnel`. First match wins. AWS documents none of the names, so that some are recognised by their words: what is
 * known is from its CLI and from reports.
 */
export const TUNNEL_RULES: readonly AwsErrorRule[] = [
    {
        code: "TUNNEL_ACCESS_DENIED",
        names: ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "AuthException"],
        matches: ({ httpStatus, words }) =>
            httpStatus === 401 || httpStatus === 403 || /not authorized|access denied/i.test(words),
        retryForMs: 0,
        cause: "access is denied",
        remedies: (_context, error) => [
            "Allow ec2-instance-connect:OpenTunnel on the endpoint's ARN in the caller's IAM policy.",
            "Check the policy's conditions: remotePort, privateIpAddress, and maxTunnelDuration, which must allow 3600 seconds.",
            ...(/explicit deny/i.test(error.words)
                ? ["A policy denies it explicitly: look at service control policies and permissions boundaries."]
                : []),
        ],
    },
    {
        code: "TUNNEL_LIMIT",
        names: [
            "ThrottlingException",
            "TooManyRequestsException",
            "ServiceQuotaExceededException",
            "LimitExceededException",
            "ConnectionLimitExceeded",
            "TooManyConnections",
        ],
        matches: ({ httpStatus, words }) =>
            httpStatus === 429 || /too many|limit exceeded|quota|maximum number/i.test(words),
        // A connection of ours may be closed for it.
        retryForMs: "by-caller",
        cause: "the endpoint has as many connections as it allows, or AWS throttled the call",
        remedies: always(
            "An endpoint allows 20 connections at a time: end others through it, such as sessions of the AWS CLI or of other deployments.",
            ({ giveConnectingTime }) => giveConnectingTime,
        ),
    },
    {
        code: "TUNNEL_NO_ENDPOINT",
        names: ["ResourceNotFoundException", "NotFoundException", "InvalidInstanceConnectEndpointId.NotFound"],
        matches: ({ httpStatus }) => httpStatus === 404,
        // It may have been made anew, under another ID.
        retryForMs: "by-caller",
        cause: "AWS knows no such endpoint",
        remedies: always(
            ({ endpointId }) => `Check ${endpointId}, and check that the endpoint was not deleted and made anew.`,
        ),
    },
    {
        code: "TUNNEL_INVALID_ARGUMENT",
        names: ["InvalidParameter", "InvalidParameterValue", "InvalidArgsException", "ValidationException"],
        retryForMs: 0,
        cause: "the endpoint rejected a value in the request",
        remedies: always(({ port }) => `Check ${port}: an endpoint connects to ports 22 and 3389 only.`),
    },
    {
        code: "AWS_UNREACHABLE",
        matches: ({ networkCode }) => networkCode === "ENOTFOUND" || networkCode === "ECONNREFUSED",
        // So it is with an endpoint that was deleted.
        retryForMs: "by-caller",
        cause: "its host name leads nowhere",
        remedies: always(
            "Check the state of the endpoint: aws ec2 describe-instance-connect-endpoints",
            "Check that this machine resolves names on the internet and reaches TCP port 443 there; behind a proxy, set HTTPS_PROXY.",
        ),
    },
    {
        code: "AWS_UNREACHABLE",
        matches: ({ httpStatus }) => httpStatus === 407,
        retryForMs: 0,
        cause: "the proxy in between wants a user and a password (HTTP 407)",
        remedies: always("Put the user and the password of the proxy into HTTPS_PROXY: http://user:password@host:port"),
    },
    {
        code: "AWS_UNREACHABLE",
        matches: ({ httpStatus }) => httpStatus !== undefined && httpStatus >= 200 && httpStatus < 400,
        retryForMs: 0,
        cause: "something else answered in its place",
        remedies: always(
            "A captive portal, a proxy or a filter between this machine and AWS answers: sign in there, or let wss through to AWS.",
        ),
    },
];
