import { isProviderError, ProviderError } from "../base/error";

/** The error as one of ours. Of a foreign one the engine would take an `id` of its own for partial state. */
export function asProviderError(error: unknown): ProviderError {
    return isProviderError(error)
        ? error
        : new ProviderError({
              code: "BUG_UNEXPECTED",
              summary: "pulumi-ec2-instance-connect failed with an unexpected error.",
              commandRan: "may-have-run",
              retryable: false,
              remedies: ["Please report this with the details below."],
              details: describeForeign(error),
          });
}

/** Where it happened and what kind it was. Not its message: nobody knows what a foreign error quotes there. */
function describeForeign(error: unknown): string {
    if (!(error instanceof Error)) {
        return typeof error;
    }
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    const code = (error as { code?: unknown }).code;
    return [typeof code === "string" ? `${error.name} (${code})` : error.name, ...frames].join("\n");
}
