import type { ErrorCode } from "../base/error-codes";
import type { Wording } from "../base/words";
import type { AwsAction } from "./aws";
import type { VendorError } from "./vendor-error";

/** What a call was about, for messages. */
export interface AwsErrorContext {
    readonly action: AwsAction;
    readonly subject: string | undefined;
    readonly region: string | undefined;
    readonly profile: string | undefined;
}

/** What one kind of AWS error means. */
export interface AwsErrorRule {
    readonly code: ErrorCode;
    /** The names that the services give it. */
    readonly names?: readonly string[];
    /** Recognises it where the name alone does not tell. */
    readonly matches?: (error: VendorError) => boolean;
    /**
     * How long the call is tried again; `once` allows one more attempt, `not-found` leaves it to the call, 0 fails at once. `by-caller`:
     * another attempt may help, after something that only the caller can do.
     */
    readonly retryForMs: number | "once" | "not-found" | "by-caller";
    /** The end of "Could not …: ". */
    readonly cause: string;
    readonly remedies: (context: AwsErrorContext, error: VendorError) => readonly Wording[];
}

export const UNTIL_DEADLINE = Number.POSITIVE_INFINITY;

/** Remedies that are the same whatever the call was about. */
export function always(...remedies: Wording[]): () => readonly Wording[] {
    return () => remedies;
}
