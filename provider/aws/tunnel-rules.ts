import { type AwsErrorRule, always, UNTIL_DEADLINE } from "./aws-error-rule";

/**
 * Errors of `openTunnel`. First match wins. AWS documents none of the names, so that some are recognised by their words: what is
 * known is from its CLI and from reports.
 */
export const TUNNEL_RULES: readonly AwsErrorRule[] = [
    {
        code: "TUNNEL_ACCESS_DENIED",
        names: ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "AuthException"],
        matches: ({ words }) => /not authorized|access denied/i.test(words),
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
        retryForMs: UNTIL_DEADLINE,
        cause: "the endpoint has as many connections as it allows, or AWS throttled the call",
        remedies: always(
            "An endpoint allows 20 connections at a time: find out who else uses it.",
            ({ giveConnectingTime }) => giveConnectingTime,
        ),
    },
    {
        code: "TUNNEL_NO_ENDPOINT",
        names: ["ResourceNotFoundException", "NotFoundException", "InvalidInstanceConnectEndpointId.NotFound"],
        matches: ({ httpStatus }) => httpStatus === 404,
        retryForMs: 30_000,
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
];
