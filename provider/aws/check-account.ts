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
            ["aws:allowedAccountIds", allowed.join(", ") || "all"],
            ["aws:forbiddenAccountIds", forbidden.join(", ") || "none"],
        ],
        remedies: [
            "Use credentials of the right account: aws sts get-caller-identity shows which ones are used.",
            ({ configuration }) => `Or correct aws:allowedAccountIds and aws:forbiddenAccountIds in ${configuration}.`,
        ],
    });
}
