import { ProviderError } from "../base/error";

/** The error of a value that can't be parsed although the check accepts only what can. */
export function uncheckedInput(name: string): ProviderError {
    return new ProviderError({
        code: "BUG_INPUTS_UNCHECKED",
        summary: `The argument ${name} was used without having been checked.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: ["Report this as a bug of pulumi-ec2-instance-connect."],
    });
}
