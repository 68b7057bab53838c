import { describe, expect, it } from "vitest";
import type { AwsAction } from "../../../provider/aws/aws";
import { ruleFor, translateAwsError } from "../../../provider/aws/aws-error";

const PUSH = "ec2-instance-connect:SendSSHPublicKey";
const DESCRIBE = "ec2:DescribeInstances";

function errorNamed(name: string, message = "", rest: object = {}) {
    return Object.assign(new Error(message), { name, ...rest });
}

function translate(error: unknown, action: AwsAction = DESCRIBE, profile?: string) {
    return translateAwsError(error, { action, subject: "i-1", region: "eu-west-1", profile });
}

const NAMED: [AwsAction, string, string, boolean][] = [
    [PUSH, "AuthException", "EIC_AUTH", false],
    [PUSH, "AccessDeniedException", "EIC_ACCESS_DENIED", false],
    [PUSH, "EC2InstanceNotFoundException", "EIC_INSTANCE_NOT_FOUND", true],
    [PUSH, "EC2InstanceStateInvalidException", "EIC_INSTANCE_NOT_RUNNING", false],
    [PUSH, "EC2InstanceUnavailableException", "EIC_INSTANCE_UNAVAILABLE", true],
    [PUSH, "InvalidArgsException", "EIC_INVALID_ARGUMENT", false],
    [PUSH, "ServiceException", "EIC_SERVICE_ERROR", true],
    [PUSH, "ThrottlingException", "EIC_THROTTLED", true],
    [PUSH, "ExpiredTokenException", "AWS_CREDENTIALS_EXPIRED", false],
    [PUSH, "UnrecognizedClientException", "AWS_CREDENTIALS_INVALID", false],
    [PUSH, "com.amazonaws.ec2instanceconnect#ThrottlingException", "EIC_THROTTLED", true],
    [DESCRIBE, "UnauthorizedOperation", "AWS_ACCESS_DENIED", false],
    [DESCRIBE, "AuthFailure", "AWS_CREDENTIALS_INVALID", false],
    [DESCRIBE, "InvalidClientTokenId", "AWS_CREDENTIALS_INVALID", false],
    [DESCRIBE, "SignatureDoesNotMatch", "AWS_CREDENTIALS_INVALID", false],
    [DESCRIBE, "ExpiredToken", "AWS_CREDENTIALS_EXPIRED", false],
    [DESCRIBE, "RequestExpired", "AWS_REQUEST_EXPIRED", true],
    [DESCRIBE, "RequestLimitExceeded", "AWS_THROTTLED", true],
    [DESCRIBE, "Throttling", "AWS_THROTTLED", true],
    [DESCRIBE, "ThrottledException", "AWS_THROTTLED", true],
    [DESCRIBE, "InternalError", "AWS_SERVICE_ERROR", true],
    [DESCRIBE, "Unavailable", "AWS_SERVICE_ERROR", true],
    [DESCRIBE, "OptInRequired", "AWS_REGION_NOT_ENABLED", false],
    [DESCRIBE, "InvalidInstanceID.Malformed", "AWS_INVALID_ARGUMENT", false],
    [DESCRIBE, "SomethingNew", "AWS_ERROR", false],
    ["sts:GetCallerIdentity", "AccessDenied", "AWS_ACCESS_DENIED", false],
];

const CHAIN: [string, string, string][] = [
    ["CredentialsProviderError", "Could not load credentials from any providers", "AWS_CREDENTIALS_MISSING"],
    [
        "CredentialsProviderError",
        "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.",
        "AWS_SSO_EXPIRED",
    ],
    [
        "TokenProviderError",
        "The SSO session token associated with profile=p was not found or is invalid.",
        "AWS_SSO_EXPIRED",
    ],
    ["UnauthorizedException", "Session token not found or invalid", "AWS_SSO_EXPIRED"],
    ["CredentialsProviderError", "Your session has expired. Please reauthenticate.", "AWS_LOGIN_EXPIRED"],
    [
        "CredentialsProviderError",
        "Profile p requires multi-factor authentication, but no MFA code callback was provided.",
        "AWS_MFA_REQUIRED",
    ],
    [
        "CredentialsProviderError",
        "Could not resolve credentials using profile: [p] in configuration/credentials file(s).",
        "AWS_PROFILE_UNUSABLE",
    ],
    ["Error", "Region is missing", "AWS_REGION_MISSING"],
];

describe("translateAwsError", () => {
    it.each(NAMED)("%s: %s is %s", (action, name, code, retryable) => {
        const { failure } = translate(errorNamed(name), action);
        expect(failure).toMatchObject({ code, retryable, commandRan: "did-not-run" });
        expect(code === "AWS_ERROR" || (failure.remedies ?? []).length > 0).toBe(true);
    });

    it.each(CHAIN)("%s '%s' is %s", (name, message, code) => {
        expect(translate(errorNamed(name, message)).failure).toMatchObject({ code, retryable: false });
    });

    it.each([
        ["ECONNRESET", "AWS_UNREACHABLE", true],
        ["ETIMEDOUT", "AWS_UNREACHABLE", true],
        ["ENOTFOUND", "AWS_UNREACHABLE", true],
        ["ECONNREFUSED", "AWS_UNREACHABLE", true],
        ["SELF_SIGNED_CERT_IN_CHAIN", "AWS_TLS", false],
        ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "AWS_TLS", false],
    ])("the network's %s is %s", (code, ours, retryable) => {
        const plain = Object.assign(new Error("network"), { code });
        const wrapped = new AggregateError([plain], "all failed");
        expect(translate(plain).failure).toMatchObject({ code: ours, retryable, layer: "network" });
        expect(translate(wrapped).failure).toMatchObject({ code: ours });
    });

    it("takes any answer with a status of 500 and more for a disturbance", () => {
        expect(translate(errorNamed("Weird", "", { $metadata: { httpStatusCode: 502 } })).failure.code).toBe(
            "AWS_SERVICE_ERROR",
        );
        expect(ruleFor(PUSH, errorNamed("Weird", "", { $response: { statusCode: 503 } })).retryForMs).toBe(
            Number.POSITIVE_INFINITY,
        );
    });

    it("names the login command with the profile", () => {
        const error = errorNamed(
            "TokenProviderError",
            "Token is expired. To refresh this SSO session run 'aws sso login'",
        );
        expect(translate(error, DESCRIBE, "dev").failure.remedies).toEqual(["Run: aws sso login --profile dev"]);
    });

    it("names the IAM action to allow, and that of the assumed role when this is what was denied", () => {
        expect(translate(errorNamed("UnauthorizedOperation")).message).toContain("Allow ec2:DescribeInstances");
        const assume = errorNamed(
            "AccessDenied",
            "User: arn:x is not authorized to perform: sts:AssumeRole on resource: arn:y",
        );
        expect(translate(assume).message).toContain("Allow sts:AssumeRole");
        const push = errorNamed("AccessDeniedException", "… with an explicit deny in a service control policy");
        const message = translate(push, PUSH).message;
        expect(message).toContain("Allow ec2-instance-connect:SendSSHPublicKey");
        expect(message).toContain("ec2:osuser");
        expect(message).toContain("service control policies");
    });

    it("shows region, call and request id, and no secret of the vendor's words", () => {
        const signature = errorNamed(
            "SignatureDoesNotMatch",
            "The signature does not match. The Canonical String was 'x-amz-security-token:SECRET1'\nSECRET2",
            { $metadata: { requestId: "r-1" } },
        );
        const command = errorNamed("CredentialsProviderError", "Command failed: /bin/get --password SECRET3");
        const denied = errorNamed("UnauthorizedOperation", "No. Encoded authorization failure message: SECRET4");
        const key = errorNamed("AuthFailure", "key AKIAABCDEFGHIJKLMNOP unknown");
        for (const error of [signature, command, denied, key]) {
            expect(translate(error).message).not.toMatch(/SECRET|AKIA/);
        }
        expect(translate(signature).failure.facts).toEqual([
            ["AWS call", DESCRIBE],
            ["Region", "eu-west-1"],
            ["Request ID", "r-1"],
        ]);
    });
});
