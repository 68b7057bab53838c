import { wasCutShort } from "../base/cut-short";
import { inWords, type ProviderError } from "../base/error";
import { PLAIN_WORDS, type Words } from "../base/words";
import type { Route } from "../instance/way";
import { attemptSession, type OpenDeps, type Setback } from "./attempt";
import type { HostKeyPlan, HostKeyVerdict } from "./host-key";
import { FRESH_ED25519, makeKeySource } from "./key-source";
import { nextAttempt, noExperience } from "./next-attempt";
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
    let experience = noExperience(plan);
    let refusal: ProviderError | undefined;
    /** Of the last attempt that ended by itself. */
    let whole: ProviderError | undefined;
    let wasWarned = false;
    const keys = makeKeySource(request.key ?? FRESH_ED25519);
    for (let attempt = 0; ; attempt += 1) {
        const asked = { ...request, deadline };
        const begunAt = deps.clock.monotonicMs();
        const { avoided } = experience;
        const outcome = await attemptSession({
            request: asked,
            plan: experience.plan,
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
        const next = nextAttempt(outcome, experience, { request, wholePlan: plan });
        if (next.kind === "over") {
            throw next.error;
        }
        experience = next.experience;
        if (next.kind === "at-once") {
            if (next.setback !== undefined) {
                tellSetback(asked, next.setback.error, false);
            }
            if (next.warning !== undefined) {
                request.log.warning(
                    `${inWords(next.warning, wordsOf(request)).failure.summary} Other routes are tried.`,
                );
            }
            continue;
        }
        const { setback } = next;
        const { error } = setback;
        const isFirstRefusal: boolean = !wasWarned && error.failure.code === "SSH_KEY_REFUSED";
        wasWarned ||= isFirstRefusal;
        refusal = error.failure.layer === "authentication" ? error : refusal;
        const isCut = wasCutShort(deadline, deps.clock.monotonicMs() - begunAt - (outcome.waitedMs ?? 0));
        whole = isCut ? (whole ?? error) : error;
        const pauseMs = pauseWithin(setback, deadline.remainingMs());
        if (pauseMs === undefined) {
            // A sign-in that the deadline cuts short tells less than the refusals before it.
            const telling = whole.failure.layer === "ssh" ? (refusal ?? whole) : whole;
            throw timeoutError(telling, request.target, deps.clock.monotonicMs() - startedAt);
        }
        tellSetback(asked, error, isFirstRefusal);
        deps.onSetback?.(error);
        await deps.clock.sleep(pauseMs);
    }
}

/** How long to wait before the next attempt, less where it would be too late else; undefined: there is no time for another. */
function pauseWithin({ pauseMs, isPenalty = false }: Setback, remainingMs: number): number | undefined {
    if (pauseMs + LEAST_ATTEMPT_MS <= remainingMs) {
        return pauseMs;
    }
    return isPenalty || remainingMs <= LAST_ATTEMPT_MS ? undefined : remainingMs - LAST_ATTEMPT_MS;
}

function wordsOf({ log }: Pick<SessionRequest, "log">): Words {
    return log.words ?? PLAIN_WORDS;
}

/** A refused key is told at once and with its remedy: a wrong user would else show only when the whole time is over. */
function tellSetback({ log, deadline }: SessionRequest, error: ProviderError, isFirstRefusal: boolean): void {
    const { summary, remedies = [] } = inWords(error, wordsOf({ log })).failure;
    if (isFirstRefusal) {
        const seconds = Math.round(deadline.remainingMs() / 1000);
        log.warning(
            `${summary} ${remedies[0] ?? ""} The instance may also still be booting. Trying again for up to ${seconds} s.`,
        );
    } else {
        log.status(`${summary} Trying again.`);
    }
}
