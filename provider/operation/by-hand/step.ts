import { isProviderError, ProviderError } from "../../base/error";

/** The steps of a sign-in, in their order. */
export type StepName = "aws" | "instance" | "route" | "host-key" | "sign-in" | "shell";

/** One step of a sign-in, as it went. */
export interface Step {
    readonly name: StepName;
    readonly durationMs: number;
    /** What was found: name and value. */
    readonly found: readonly (readonly [name: string, value: string])[];
    /** Why it failed; the steps after it were not taken. */
    readonly error?: ProviderError | undefined;
}

/** A step that took from one moment to another, both in milliseconds of one clock. */
export function stepOf({
    since,
    until,
    ...rest
}: Omit<Step, "durationMs"> & { readonly since: number; readonly until: number }): Step {
    return Object.freeze({ ...rest, durationMs: Math.round(until - since) });
}

/** What is no error of ours is a bug. */
export function asOurs(error: unknown): ProviderError {
    return isProviderError(error)
        ? error
        : new ProviderError({
              code: "BUG_UNEXPECTED",
              summary: "The examination came to an unexpected end.",
              commandRan: "did-not-run",
              retryable: false,
              details: error instanceof Error ? (error.stack ?? error.message) : String(error),
          });
}
