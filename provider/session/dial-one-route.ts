import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock";
import { inWords, isProviderError, type ProviderError } from "../base/error";
import { PLAIN_WORDS } from "../base/words";
import type { Route } from "../instance/way";
import type { Dial } from "./dial";
import { dialWithinLimit } from "./dial-within-limit";
import { printRoute } from "./print-route";
import type { JumpHost, SessionRequest } from "./request";
import { noAnswerError, noSlotError, type RouteTry } from "./route-errors";
import type { TunnelSlots } from "./tunnel-slots";

export interface RouteDeps {
    readonly clock: Clock;
    readonly dial: Dial;
    readonly slots: TunnelSlots;
}

/** Which routes go first, and which are left out. */
export interface RouteOrder {
    /** The route that was taken to this instance before. */
    readonly preferred: string | undefined;
    /** Routes that were open, and led to no session. */
    readonly avoided: readonly string[];
    /** Refusals that have been shown: they are added to. */
    readonly shown: Set<string>;
}

/** What a route is dialled with. */
export interface DialContext {
    readonly request: SessionRequest;
    readonly order: RouteOrder;
    readonly deps: RouteDeps;
    readonly limitMs: number;
    readonly waitedMs: number;
}

/** What came of it: a stream, or what each route came to. */
export type DialEnd =
    | { readonly stream: Duplex; readonly route: Route; readonly waitedMs: number; readonly jump: JumpHost | undefined }
    | { readonly tries: readonly RouteTry[]; readonly waitedMs: number };

/** Dials one route. It is given up when the signal is aborted. */
export async function dialOneRoute(route: Route, race: DialContext, signal: AbortSignal): Promise<DialEnd> {
    const { request, deps, limitMs } = race;
    const { clock, dial } = deps;
    const startedAt = clock.monotonicMs();
    let waitedMs = race.waitedMs;
    let free = () => {};
    let jump: JumpHost | undefined;
    try {
        if (route.way.kind === "tunnel") {
            free = await takeSlot(route.way.endpointId, request, deps);
            waitedMs += clock.monotonicMs() - startedAt;
        }
        if (route.way.kind === "jump") {
            // It has its own limits and its own errors.
            jump = await request.leaseJump?.(request.deadline.extendedBy(waitedMs));
            free = jump?.release ?? free;
        }
        const { way } = route;
        request.log.status(`Connecting to ${printRoute(route)} as ${request.target.osUser}`);
        const dialOnce = (moreMs: number) => {
            const limit = request.deadline.extendedBy(waitedMs + moreMs).within(limitMs);
            const { openTunnel } = request;
            return limit.race(
                (late) => dial(way, { signal: AbortSignal.any([late, signal]), deadline: limit, openTunnel, jump }),
                () => noAnswerError(route, request.target),
            );
        };
        let stream: Duplex;
        if (way.kind === "tunnel") {
            const { deadline } = request;
            const limits = {
                othersMs: Math.min(limitMs, deadline.extendedBy(waitedMs).remainingMs()),
                ownMs: () => deadline.extendedBy(Number.POSITIVE_INFINITY).remainingMs(),
            };
            const opened = await dialWithinLimit({ endpointId: way.endpointId, dialOnce, limits }, deps);
            waitedMs += opened.waitedMs;
            stream = opened.stream;
        } else {
            stream = await dialOnce(0);
        }
        // A tunnel may have ended already.
        if (stream.closed) {
            free();
        } else {
            stream.once("close", free);
        }
        return { stream, route, waitedMs, jump };
    } catch (error) {
        free();
        if (!isProviderError(error) && !signal.aborted) {
            throw error;
        }
        const told = isProviderError(error) ? error : noAnswerError(route, request.target);
        showRefusal(told, race);
        return { tries: [{ route, error: told, spentMs: clock.monotonicMs() - startedAt }], waitedMs };
    }
}

/** What IAM refuses is shown at once: the other routes may be tried for minutes. */
function showRefusal(error: ProviderError, { request: { log, routes }, order: { shown } }: DialContext): void {
    const { code, summary, remedies = [] } = inWords(error, log.words ?? PLAIN_WORDS).failure;
    if (code === "TUNNEL_ACCESS_DENIED" && !shown.has(code) && routes.some(({ way }) => way.kind !== "tunnel")) {
        shown.add(code);
        log.warning(`${summary} ${remedies[0] ?? ""} Other routes are tried.`);
    }
}

/** Waits as long as the operation has time: what others hold is no fault of the instance. */
async function takeSlot(endpointId: string, request: SessionRequest, { slots }: RouteDeps): Promise<() => void> {
    if (!slots.hasRoom(endpointId)) {
        request.log.status(`Waiting for a free connection through ${endpointId}`);
    }
    return request.deadline.extendedBy(Number.POSITIVE_INFINITY).race(
        (signal) => slots.take(endpointId, signal),
        () => noSlotError(request.target, endpointId),
    );
}
