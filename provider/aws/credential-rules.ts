import type { Wording } from "../base/words";
import { type AwsErrorContext, type AwsErrorRule, always } from "./aws-error-rule";

const profileOption = (context: AwsErrorContext) =>
    context.profile === undefined ? "" : ` --profile ${context.profile}`;

const FIND_CREDENTIALS: Wording = ({ credentialSources }) => `Provide credentials: ${credentialSources}.`;

/** Errors of the credential chain: no service has been asked yet, or it did not know the caller. First match wins. */
export const CREDENTIAL_RULES: readonly AwsErrorRule[] = [
    {
        code: "AWS_SSO_EXPIRED",
        matches: ({ name, words }) =>
            (/\bSSO\b/i.test(words) && /expired|invalid|not found|refresh/i.test(words) && !/config/i.test(words)) ||
            name === "TokenProviderError" ||
            // The chain wraps the portal's own error, and keeps its words.
            /\bsession token not found or invalid/i.test(words) ||
            (name === "UnauthorizedException" && /session token/i.test(words)),
        retryForMs: 0,
        cause: "the SSO session has expired or was never opened",
        remedies: (context) => [`Run: aws sso login${profileOption(context)}`],
    },
    {
        code: "AWS_LOGIN_EXPIRED",
        matches: ({ words }) => /reauthenticate/i.test(words),
        retryForMs: 0,
        cause: "the login session has expired",
        remedies: (context) => [`Run: aws login${profileOption(context)}`],
    },
    {
        code: "AWS_MFA_REQUIRED",
        matches: ({ words }) => /multi-factor authentication|\bMFA\b/i.test(words),
        retryForMs: 0,
        cause: "the profile requires a multi-factor code, which can't be entered here",
        remedies: always(
            "Sign in first with a tool that asks for the code, and pass its temporary credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
            "Use a profile that needs no code, such as one for aws sso login.",
        ),
    },
    {
        code: "AWS_CREDENTIALS_EXPIRED",
        names: ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"],
        retryForMs: 0,
        cause: "the temporary credentials have expired",
        remedies: (context) => [
            "Get new temporary credentials (a new session token) and run again.",
            `With SSO, run: aws sso login${profileOption(context)}`,
        ],
    },
    {
        code: "AWS_REQUEST_EXPIRED",
        names: ["RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"],
        // The SDK corrects its clock from the answer. If the corrected time is refused, the clock was not the cause.
        retryForMs: "once",
        cause: "AWS rejected the time of the request: the credentials have expired, or this machine's clock is wrong",
        remedies: (context) => [
            "Get new temporary credentials (a new session token) and run again.",
            `With SSO, run: aws sso login${profileOption(context)}`,
            "If this machine's clock is wrong, set it.",
        ],
    },
    {
        code: "AWS_CREDENTIALS_INVALID",
        names: [
            "AuthFailure",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "UnrecognizedClient",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "InvalidIdentityToken",
            "IDPRejectedClaim",
        ],
        retryForMs: 0,
        cause: "AWS rejected the credentials",
        remedies: (context) => [
            "Check the access key, the secret key and the session token; keys may have been deleted or mistyped.",
            ...(context.region === undefined
                ? []
                : [`Check that region ${context.region} is enabled for the account.`]),
        ],
    },
    {
        code: "AWS_REGION_NOT_ENABLED",
        names: ["OptInRequired", "RegionDisabledException", "SubscriptionRequiredException"],
        retryForMs: 0,
        cause: "the account has not enabled this region or service",
        remedies: always(({ region }) => `Enable the region for the account, or change ${region}.`),
    },
    {
        code: "AWS_REGION_MISSING",
        // An exported AWS_REGION that is empty is none, too.
        matches: ({ words }) => /^Region is missing|region=""/i.test(words),
        retryForMs: 0,
        cause: "no AWS region is set",
        remedies: always(({ setRegion }) => setRegion),
    },
    {
        code: "AWS_REGION_INVALID",
        matches: ({ words }) => /region not accepted|invalid region/i.test(words),
        retryForMs: 0,
        cause: "the name of the AWS region is not valid",
        remedies: always(({ regionSources }) => `Correct the region to a name such as eu-west-1: ${regionSources}.`),
    },
    {
        code: "AWS_CREDENTIALS_FILE_UNREADABLE",
        // A web identity's token, mostly. Without this rule it would look like a network that is down.
        matches: ({ networkCode, words }) =>
            /^(ENOENT|EISDIR|ENOTDIR)$/.test(networkCode) || /^EACCES: .*\bopen\b/.test(words),
        retryForMs: 0,
        cause: "a file that the AWS credentials come from can't be read",
        remedies: always(({ tokenFiles }) => `Check the path: ${tokenFiles}.`, FIND_CREDENTIALS),
    },
    {
        code: "AWS_PROFILE_UNUSABLE",
        matches: ({ words }) =>
            /Could not resolve credentials using profile|Profile .* (?:could not be found|is not configured)/i.test(
                words,
            ),
        retryForMs: 0,
        cause: "the AWS profile does not exist or holds no usable credentials",
        remedies: (context) => [
            `Check profile ${context.profile ?? "(default)"} in ~/.aws/config and ~/.aws/credentials: aws configure list${profileOption(context)}`,
            FIND_CREDENTIALS,
        ],
    },
    {
        code: "AWS_CREDENTIALS_MISSING",
        names: ["CredentialsProviderError", "ProviderError", "CredentialIsMissing"],
        matches: ({ words }) => /Credential is missing|Could not load credentials/i.test(words),
        retryForMs: 0,
        cause: "no usable AWS credentials were found",
        remedies: always(FIND_CREDENTIALS),
    },
];
