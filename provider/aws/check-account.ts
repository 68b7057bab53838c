import { ProviderError } from "../base/error";
import type { AccountRules } from "./settings";

/**
 * Holds the stack's `aws:allowedAccountIds` and `aws:forbiddenAccountIds`.
 * @throws {ProviderError} the credentials belong to an account that they rule out.
 */
export function checkAccount(accountId: string, { allowed, forbidden }: AccountRules): void {
    const isAllowed = allowed.length === 0 || allowed.includes(accountId);
    if (isAllowed && !forbidden.includes(accountId)) {
        return;
    }
    throw new ProviderError({
        code: "AWS_ACCOUNT_NOT_ALLOWED",
        summary: ({ configuration }) =>
            `The AWS credentials belong to account ${accountId}, which ${configuration} does not allow.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [
            [({ awsSetting }) => awsSetting("allowedAccountIds"), allowed.join(", ") || "all"],
            [({ awsSetting }) => awsSetting("forbiddenAccountIds"), forbidden.join(", ") || "none"],
        ],
        remedies: [
            "Use credentials of the right account: aws sts get-caller-identity shows which ones are used.",
            ({ awsSetting, configuration }) =>
                `Or correct ${awsSetting("allowedAccountIds")} and ${awsSetting("forbiddenAccountIds")} in ${configuration}.`,
        ],
    });
}
