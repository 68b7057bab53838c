import type { ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { FailedAttempt, Setback } from "./attempt";
import { type HostKeyPlan, withoutTypes } from "./host-key";
import { hasOtherRoute } from "./other-route";
import type { SessionRequest } from "./request";

/** What the attempts so far have shown. */
export interface Experience {
    /** The plan of the next attempt: without the types of host keys that were wrong on this route. */
    readonly plan: HostKeyPlan;
    /** Routes that were open, and led to somebody else or to no sshd. */
    readonly avoided: readonly string[];
    /** What the last of them came to. */
    readonly misled: Setback | undefined;
    readonly firstMismatch: ProviderError | undefined;
}

/** What follows from an attempt that opened no session. */
export type Next =
    | {
          readonly kind: "at-once";
          readonly experience: Experience;
          readonly setback?: Setback;
          /** What the user should know although another route is tried. */
          readonly warning?: ProviderError;
      }
    | { readonly kind: "later"; readonly experience: Experience; readonly setback: Setback }
    | { readonly kind: "over"; readonly error: ProviderError };

/** What a route that is open may come to, if it leads to something else than the instance's sshd. */
const LEADS_NOWHERE: readonly ErrorCode[] = ["SSH_HANDSHAKE_FAILED", "TUNNEL_CLOSED"];

/** Nothing was tried yet. */
export function noExperience(plan: HostKeyPlan): Experience {
    return { plan, avoided: [], misled: undefined, firstMismatch: undefined };
}

/** Decides whether, when and how to try again. `wholePlan` is what every route begins with. */
export function nextAttempt(
    failed: FailedAttempt,
    experience: Experience,
    { request, wholePlan }: { readonly request: SessionRequest; readonly wholePlan: HostKeyPlan },
): Next {
    if ("refusedType" in failed) {
        return afterWrongKey(failed, experience, { request, wholePlan });
    }
    const { avoided, misled, firstMismatch } = experience;
    if (failed.route === undefined && firstMismatch !== undefined) {
        return { kind: "over", error: firstMismatch };
    }
    // Where the other routes lead nowhere either, what the one that was open came to says the most.
    const setback = failed.route === undefined ? (misled ?? failed) : failed;
    const { retryable, isAboutJumpHost = false } = setback.error.failure;
    // The jump host was tried for as long as there is time.
    if (!retryable || isAboutJumpHost) {
        return { kind: "over", error: setback.error };
    }
    if (failed.route !== undefined && LEADS_NOWHERE.includes(failed.error.failure.code)) {
        const left = [...avoided, failed.route.name];
        if (hasOtherRoute(request, left)) {
            return { kind: "at-once", experience: { ...experience, avoided: left, misled: failed }, setback: failed };
        }
    }
    return { kind: "later", experience: { ...experience, avoided: [], misled: undefined }, setback };
}

type WrongKey = Extract<FailedAttempt, { readonly refusedType: string }>;

function afterWrongKey(
    { refusedType, error, route }: WrongKey,
    experience: Experience,
    { request, wholePlan }: { readonly request: SessionRequest; readonly wholePlan: HostKeyPlan },
): Next {
    const firstMismatch = experience.firstMismatch ?? error;
    // A fingerprint does not tell its type: the server may hold the pinned key beside the one it chose to show.
    const plan = withoutTypes(experience.plan, refusedType);
    if (refusedType !== "" && plan.types.length > 0) {
        return { kind: "at-once", experience: { ...experience, plan, firstMismatch } };
    }
    // Somebody else may have the address. Another route may lead to the instance itself.
    const avoided = [...experience.avoided, route.name];
    return hasOtherRoute(request, avoided)
        ? { kind: "at-once", experience: { ...experience, plan: wholePlan, avoided, firstMismatch }, warning: error }
        : { kind: "over", error: firstMismatch };
}
