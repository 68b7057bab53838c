import pRetry from "p-retry";
import type { Clock } from "../base/clock";
import { wasCutShort } from "../base/cut-short";
import { isProviderError, type ProviderError, withFailure } from "../base/error";
import type { Random } from "../base/random";
import type { AwsCall } from "./aws";
import { ruleFor, translateAwsError } from "./aws-error";
import type { AwsErrorContext } from "./aws-error-rule";
import { readVendorError } from "./vendor-error";

export interface RetryDeps {
    readonly clock: Clock;
    readonly random: Random;
}

/** An answer takes well under a second; after this long another connection has better chances. */
const ATTEMPT_LIMIT_MS = 20_000;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 8_000;

/**
 * Sends one call to AWS and tries again while the error's name says that this can help, with jittered backoff, until the
 * call's deadline. `context` is asked when an error must be told, because the region may only be known by then.
 * @throws {ProviderError} the last error, with the number of attempts.
 */
export async function callWithRetry<T>(
    call: AwsCall<T>,
    context: () => Promise<AwsErrorContext>,
    { clock, random }: RetryDeps,
): Promise<T> {
    const startedAt = clock.monotonicMs();
    let attempts = 0;
    let begunAt = startedAt;
    /** What the last attempt that ended by itself came to. */
    let whole: unknown;
    const mayTryAgain = async (thrown: unknown): Promise<boolean> => {
        whole = wasCutShort(call.deadline, clock.monotonicMs() - begunAt) ? (whole ?? thrown) : thrown;
        const limitMs = await retryLimitMs(call, thrown, attempts);
        const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
        const pauseMs = backoffMs * (0.5 + random.fraction() / 2);
        const spentMs = clock.monotonicMs() - startedAt;
        if (spentMs + pauseMs > limitMs || call.deadline.remainingMs() <= pauseMs) {
            return false;
        }
        await clock.sleep(pauseMs);
        return true;
    };
    try {
        // The pauses are ours, by the clock that is passed in; p-retry never waits itself.
        return await pRetry(
            () => {
                attempts += 1;
                begunAt = clock.monotonicMs();
                return call.deadline.within(ATTEMPT_LIMIT_MS).race(call.send, () => noAnswerError());
            },
            { retries: Number.POSITIVE_INFINITY, minTimeout: 0, shouldRetry: ({ error }) => mayTryAgain(error) },
        );
    } catch (thrown) {
        throw withAttempts(
            translateAwsError(whole ?? thrown, await context()),
            attempts,
            clock.monotonicMs() - startedAt,
        );
    }
}

async function retryLimitMs<T>(call: AwsCall<T>, thrown: unknown, attempts: number): Promise<number> {
    if (isProviderError(thrown)) {
        return 0;
    }
    const { retryForMs } = ruleFor(call.action, thrown);
    if (retryForMs === 0 && (await call.alsoRetry?.(readVendorError(thrown).name))) {
        return Number.POSITIVE_INFINITY;
    }
    if (retryForMs === "once") {
        return attempts === 1 ? Number.POSITIVE_INFINITY : 0;
    }
    if (retryForMs === "by-caller") {
        return 0;
    }
    return retryForMs === "not-found" ? (call.notFoundGraceMs ?? 0) : retryForMs;
}

function noAnswerError(): Error {
    return Object.assign(new Error("no answer in time"), { name: "TimeoutError" });
}

function withAttempts(error: ProviderError, attempts: number, spentMs: number): ProviderError {
    if (attempts < 2) {
        return error;
    }
    const attemptsFact = ["Attempts", `${attempts} in ${Math.round(spentMs / 1_000)} s`] as const;
    return withFailure(error, { facts: [...(error.failure.facts ?? []), attemptsFact] });
}
