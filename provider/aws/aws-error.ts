import { isProviderError, ProviderError } from "../base/error";
import type { AwsAction } from "./aws";
import type { AwsErrorContext, AwsErrorRule } from "./aws-error-rule";
import { CREDENTIAL_RULES } from "./credential-rules";
import { failedRole } from "./failed-role";
import { KEY_PUSH_RULES } from "./key-push-rules";
import { NETWORK_RULES, SERVICE_RULES } from "./service-rules";
import { TUNNEL_RULES } from "./tunnel-rules";
import { readVendorError, type VendorError } from "./vendor-error";

const UNKNOWN_RULE: AwsErrorRule = {
    code: "AWS_ERROR",
    retryForMs: 0,
    cause: "AWS returned an error",
    remedies: () => ["Look up the error's name in the AWS documentation of this call."],
};

const OWN_RULES: Partial<Record<AwsAction, readonly AwsErrorRule[]>> = {
    "ec2-instance-connect:SendSSHPublicKey": KEY_PUSH_RULES,
    "ec2-instance-connect:OpenTunnel": TUNNEL_RULES,
};
const COMMON_RULES = [...CREDENTIAL_RULES, ...SERVICE_RULES, ...NETWORK_RULES];

/** The rule for an error of a call. Names go before looks: a message that happens to resemble another one decides nothing. */
export function ruleFor(action: AwsAction, thrown: unknown): AwsErrorRule {
    const error = readVendorError(thrown);
    const rules = [...(OWN_RULES[action] ?? []), ...COMMON_RULES];
    // The chain calls everything that goes wrong in it by one name; only its words tell which.
    const isChainError =
        /^(CredentialsProviderError|TokenProviderError|ProviderError|UnauthorizedException|Error)$/.test(error.name);
    const byName = () => rules.find((rule) => rule.names?.includes(error.name));
    const byLooks = () => rules.find((rule) => rule.matches?.(error));
    return (isChainError ? (byLooks() ?? byName()) : (byName() ?? byLooks())) ?? UNKNOWN_RULE;
}

/** Says an error of a call to AWS in our words. An error that is ours already passes unchanged. */
export function translateAwsError(thrown: unknown, context: AwsErrorContext): ProviderError {
    if (isProviderError(thrown)) {
        return thrown;
    }
    const error = readVendorError(thrown);
    const rule = ruleFor(context.action, thrown);
    const role = failedRole(thrown);
    const remedies = rule.remedies(context, error);
    return new ProviderError({
        code: rule.code,
        summary: `Could not ${aimOf(context)}: ${role === undefined ? "" : `the role ${role} can't be assumed: `}${rule.cause}.`,
        commandRan: "did-not-run",
        retryable: rule.retryForMs !== 0,
        facts: factsOf(role === undefined ? context : { ...context, action: "sts:AssumeRole" }, error),
        remedies: (role !== undefined && rule.code === "AWS_ACCESS_DENIED" ? allowRole(role) : remedies).slice(0, 3),
        details: [error.name, error.networkCode, error.words]
            .filter((part) => part !== "" && part !== "Error")
            .join(": "),
    });
}

/** Two policies decide on a role: that of whoever assumes it, and the role's own. */
function allowRole(role: string): string[] {
    return [
        `Allow sts:AssumeRole on ${role} in the IAM policy of the credentials that assume it.`,
        "Check that the role exists and that its trust policy names those credentials, with the same external ID if it asks for one.",
    ];
}

function aimOf({ action, subject = "it" }: AwsErrorContext): string {
    switch (action) {
        case "ec2:DescribeInstances":
            return `look up ${subject}`;
        case "ec2:DescribeImages":
            return `look up the image ${subject}`;
        case "ec2:GetConsoleOutput":
            return `read the console output of ${subject}`;
        case "ec2:DescribeInstanceConnectEndpoints":
            return `look up the EC2 Instance Connect Endpoints of ${subject}`;
        case "ec2:DescribeInstanceStatus":
            return `read the status checks of ${subject}`;
        case "ec2:DescribeSecurityGroups":
            return `look up the security groups ${subject}`;
        case "ec2:DescribeNetworkAcls":
            return `look up the network ACL of ${subject}`;
        case "ec2:DescribeRouteTables":
            return `look up the route table of ${subject}`;
        case "ec2-instance-connect:OpenTunnel":
            return `open a tunnel through ${subject}`;
        case "sts:GetCallerIdentity":
            return "determine the AWS account of the credentials";
        case "ec2-instance-connect:SendSSHPublicKey":
            return `push the SSH key to ${subject}`;
    }
}

function factsOf(
    context: Omit<AwsErrorContext, "action"> & { readonly action: string },
    error: VendorError,
): [string, string][] {
    const facts: [string, string | undefined][] = [
        ["AWS call", context.action],
        ["Region", context.region],
        ["Profile", context.profile],
        ["Request ID", error.requestId],
    ];
    return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
