import type { ErrorCodes } from "./error-codes";

export const CREDENTIAL_CODES = {
    AWS_SSO_EXPIRED: {
        layer: "credentials",
        meaning: "The SSO session has expired or was never opened.",
        remedy: "Run `aws sso login` with the profile that the message names.",
    },
    AWS_LOGIN_EXPIRED: {
        layer: "credentials",
        meaning: "The session of `aws login` has expired.",
        remedy: "Run `aws login`.",
    },
    AWS_MFA_REQUIRED: {
        layer: "credentials",
        meaning: "The profile requires a multi-factor code, which can't be entered here.",
        remedy: "Sign in with another tool first and pass its temporary credentials in the environment.",
    },
    AWS_CREDENTIALS_EXPIRED: {
        layer: "credentials",
        meaning: "Temporary credentials have expired.",
        remedy: "Get new ones.",
    },
    AWS_REQUEST_EXPIRED: {
        layer: "credentials",
        meaning: "AWS rejected the time of the request.",
        remedy: "Get new credentials (with SSO, run `aws sso login`), or set the clock of this machine.",
    },
    AWS_CREDENTIALS_INVALID: {
        layer: "credentials",
        meaning: "AWS rejected the credentials.",
        remedy: "Check the access key, the secret key and the session token.",
    },
    AWS_CREDENTIALS_MISSING: {
        layer: "credentials",
        meaning: "No credentials were found.",
        remedy: "See [credentials](credentials.md).",
    },
    AWS_CREDENTIALS_FILE_UNREADABLE: {
        layer: "credentials",
        meaning: "A file that the credentials come from can't be read. Usually it is the token of a web identity.",
        remedy: "Check the path that the details name.",
    },
    AWS_PROFILE_UNUSABLE: {
        layer: "credentials",
        meaning: "The profile does not exist or holds no usable credentials.",
        remedy: "Check it with `aws configure list --profile <name>`.",
    },
    AWS_REGION_NOT_ENABLED: {
        layer: "credentials",
        meaning: "The account has not enabled the region.",
        remedy: "Enable it, or name another region.",
    },
    AWS_ACCOUNT_NOT_ALLOWED: {
        layer: "credentials",
        meaning: "`aws:allowedAccountIds` or `aws:forbiddenAccountIds` does not allow the account.",
        remedy: "Use the right credentials, or correct the lists.",
    },
} as const satisfies ErrorCodes;
