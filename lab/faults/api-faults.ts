import type { ApiError } from "../api/api-error";
import type { LabClock } from "../clock";
import { makeRateLimits } from "./rate-limits";

/** The actions of the lab's API. */
export type ActionName =
    | "DescribeInstances"
    | "DescribeImages"
    | "DescribeInstanceConnectEndpoints"
    | "DescribeInstanceStatus"
    | "DescribeSecurityGroups"
    | "DescribeNetworkAcls"
    | "DescribeRouteTables"
    | "GetConsoleOutput"
    | "RunInstances"
    | "StopInstances"
    | "StartInstances"
    | "TerminateInstances"
    | "RebootInstances"
    | "GetCallerIdentity"
    | "SendSSHPublicKey";

/** Faults of the API, on command. `calls` counts the next calls of the action; left out it is 1, but for a denial: always. */
export interface ApiFaults {
    /** Answered with the service's throttling error. */
    throttle(action: ActionName, calls?: number): void;
    /**
     * Calls beyond so many a second are answered with the service's throttling error: of the action, or of all actions together.
     * By the lab's clock; as many may come at once. Infinity ends it.
     */
    limitRate(callsPerSecond: number, action?: ActionName): void;
    /** Answered with the service's internal error, HTTP 500. */
    serverError(action: ActionName, calls?: number): void;
    /** Answered as by IAM without a permission. */
    denyAccess(action: ActionName, calls?: number): void;
    /** Answered with any error of yours. @default status 400 */
    refuse(action: ActionName, error: { code: string; message?: string; status?: number }, calls?: number): void;
    /** SendSSHPublicKey answers HTTP 200 with `Success: false`, and the key isn't pushed. */
    unsuccessfulPush(calls?: number): void;
    /** The connection is reset instead of an answer. */
    reset(action: ActionName, calls?: number): void;
    /** No answer ever. */
    hang(action: ActionName, calls?: number): void;
    /** Every answer comes so many real milliseconds later; 0 ends it. */
    delay(action: ActionName, delayMs: number): void;
    /** Ends every fault of the API. */
    clear(): void;
}

/** What happens to one call instead of being answered. */
export type ApiFault =
    | { readonly kind: "throttle" | "serverError" | "denyAccess" | "unsuccessfulPush" | "reset" | "hang" }
    | { readonly kind: "refuse"; readonly error: ConstructorParameters<typeof ApiError> };

/** The side of the faults that the API asks. */
export interface ApiFaultQueue {
    readonly faults: ApiFaults;
    /** Takes the next fault of a call of the action, if there is one. */
    take(action: string): ApiFault | undefined;
    delayMs(action: string): number;
}

/** An API without faults. */
export function makeApiFaults(clock: LabClock): ApiFaultQueue {
    let planned: Array<{ action: ActionName; fault: ApiFault; calls: number }> = [];
    const delays = new Map<string, number>();
    const rates = makeRateLimits<ActionName>(clock);
    const plan = (action: ActionName, fault: ApiFault, calls = 1) => void planned.push({ action, fault, calls });
    return {
        faults: {
            throttle: (action, calls) => plan(action, { kind: "throttle" }, calls),
            limitRate: rates.limit,
            serverError: (action, calls) => plan(action, { kind: "serverError" }, calls),
            denyAccess: (action, calls = Number.POSITIVE_INFINITY) => plan(action, { kind: "denyAccess" }, calls),
            refuse: (action, { code, message = code, status = 400 }, calls) =>
                plan(action, { kind: "refuse", error: [code, message, status] }, calls),
            unsuccessfulPush: (calls) => plan("SendSSHPublicKey", { kind: "unsuccessfulPush" }, calls),
            reset: (action, calls) => plan(action, { kind: "reset" }, calls),
            hang: (action, calls) => plan(action, { kind: "hang" }, calls),
            delay: (action, delayMs) => void delays.set(action, delayMs),
            clear: () => {
                planned = [];
                delays.clear();
                rates.clear();
            },
        },
        take: (action) => {
            if (rates.exceeds(action)) return { kind: "throttle" };
            const next = planned.find((entry) => entry.action === action);
            if (!next) return undefined;
            next.calls--;
            if (next.calls <= 0) planned = planned.filter((entry) => entry !== next);
            return next.fault;
        },
        delayMs: (action) => delays.get(action) ?? 0,
    };
}
