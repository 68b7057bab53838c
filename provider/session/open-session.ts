import { inWords, type ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import { PLAIN_WORDS } from "../base/words";
import type { Route } from "../instance/way";
import { attemptSession, type OpenDeps, type Setback } from "./attempt";
import { type HostKeyPlan, type HostKeyVerdict, withoutTypes } from "./host-key";
import { FRESH_ED25519, makeKeySource } from "./key-source";
import type { SessionRequest } from "./request";
import { timeoutError } from "./session-errors";
import type { OpenSession } from "./ssh-session";

/** An attempt that shall still succeed takes about as long. */
const LAST_ATTEMPT_MS = 1_000;
/** One that has less is not begun: cut short it would tell nothing, and hide what the one before it told. */
const LEAST_ATTEMPT_MS = 250;

/**
 * Opens an authenticated connection: dial, key exchange, host key, and only then push and sign. Tries again until the
 * request's deadline while that can help, with a fresh key for each connection.
 * @throws {ProviderError} with the last setback's code and the time spent, or at once when waiting can't help.
 */
export async function openSession(
    request: SessionRequest,
    plan: HostKeyPlan,
    deps: OpenDeps,
    preferred?: string,
): Promise<{ readonly session: OpenSession; readonly verdict: HostKeyVerdict; readonly route: Route }> {
    const startedAt = deps.clock.monotonicMs();
    let { deadline } = request;
    const shown = new Set<string>();
    let avoided: readonly string[] = [];
    let misled: Setback | undefined;
    let current = plan;
    let firstMismatch: ProviderError | undefined;
    let refusal: ProviderError | undefined;
    const keys = makeKeySource(request.key ?? FRESH_ED25519);
    for (let attempt = 0; ; attempt += 1) {
        const asked = { ...request, deadline };
        const outcome = await attemptSession({
            request: asked,
            plan: current,
            keys,
            deps,
            attempt,
            preferred,
            avoided,
            shown,
        });
        if ("session" in outcome) {
            return outcome;
        }
        deadline = deadline.extendedBy(outcome.waitedMs ?? 0);
        if ("refusedType" in outcome) {
            // A fingerprint does not tell its type: the server may hold the pinned key beside the one it chose to show.
            firstMismatch ??= outcome.error;
            current = withoutTypes(current, outcome.refusedType);
            if (outcome.refusedType !== "" && current.types.length > 0) {
                continue;
            }
            // Somebody else may have the address. Another route may lead to the instance itself.
            current = plan;
            avoided = [...avoided, outcome.route.name];
            if (!hasOtherRoute(request, avoided)) {
                throw firstMismatch;
            }
            continue;
        }
        if (outcome.route === undefined && firstMismatch !== undefined) {
            throw firstMismatch;
        }
        // Where the other routes lead nowhere either, what the one that was open came to says the most.
        const setback = outcome.route === undefined ? (misled ?? outcome) : outcome;
        const { error } = setback;
        if (!error.failure.retryable) {
            throw error;
        }
        const isRouteBad = outcome.route !== undefined && LEADS_NOWHERE.includes(error.failure.code);
        if (isRouteBad && hasOtherRoute(request, [...avoided, outcome.route.name])) {
            avoided = [...avoided, outcome.route.name];
            misled = outcome;
            tellSetback(asked, error, false);
            continue;
        }
        avoided = [];
        misled = undefined;
        const isFirstRefusal = refusal === undefined && error.failure.code === "SSH_KEY_REFUSED";
        refusal = isFirstRefusal ? error : refusal;
        const pauseMs = pauseWithin(setback, deadline.remainingMs());
        if (pauseMs === undefined) {
            // A sign-in that the deadline cuts short tells less than the refusals before it.
            const telling = error.failure.layer === "ssh" ? (refusal ?? error) : error;
            throw timeoutError(telling, request.target, deps.clock.monotonicMs() - startedAt);
        }
        tellSetback(asked, error, isFirstRefusal);
        deps.onSetback?.(error);
        await deps.clock.sleep(pauseMs);
    }
}

/** What a route that is open may come to, if it leads to something else than the instance's sshd. */
const LEADS_NOWHERE: readonly ErrorCode[] = ["SSH_HANDSHAKE_FAILED", "TUNNEL_CLOSED"];

function hasOtherRoute({ routes, lastResort }: SessionRequest, avoided: readonly string[]): boolean {
    const mayBeFound = lastResort !== undefined && !avoided.includes("endpoint");
    return mayBeFound || routes.some(({ name }) => !avoided.includes(name));
}

/** How long to wait before the next attempt, less where it would be too late else; undefined: there is no time for another. */
function pauseWithin({ pauseMs, isPenalty = false }: Setback, remainingMs: number): number | undefined {
    if (pauseMs + LEAST_ATTEMPT_MS <= remainingMs) {
        return pauseMs;
    }
    return isPenalty || remainingMs <= LAST_ATTEMPT_MS ? undefined : remainingMs - LAST_ATTEMPT_MS;
}

/** A refused key is told at once and with its remedy: a wrong user would else show only when the whole time is over. */
function tellSetback({ log, deadline }: SessionRequest, error: ProviderError, isFirstRefusal: boolean): void {
    const { summary, remedies = [] } = inWords(error, log.words ?? PLAIN_WORDS).failure;
    if (isFirstRefusal) {
        const seconds = Math.round(deadline.remainingMs() / 1000);
        log.warning(
            `${summary} ${remedies[0] ?? ""} The instance may also still be booting. Trying again for up to ${seconds} s.`,
        );
    } else {
        log.status(`${summary} Trying again.`);
    }
}
