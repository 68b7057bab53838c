import { isProviderError, type ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Route } from "../instance/way";
import type { RouteDeps, RouteOrder } from "./dial-one-route";
import { type Dialled, rememberGreeting } from "./greeting";
import { raceRoutes } from "./race-routes";
import type { JumpHost, SessionRequest } from "./request";
import { noRouteError, type RouteTry } from "./route-errors";

/** A stream to sshd, and how it was opened. */
export interface DialledRoute {
    readonly dialled: Dialled;
    readonly route: Route;
    /** How long a slot of an endpoint was waited for, which does not count. */
    readonly waitedMs: number;
    /** The jump host that it goes through. */
    readonly jump: JumpHost | undefined;
}

/** The last route may take so long, the others as long as is usual on a link that works. */
const DIAL_LIMIT_MS = 15_000;
const HEAD_START_MS = 3_000;

/**
 * Dials the routes of a request: addresses in a race in which each has a head start before the next, then endpoints. The one that opens
 * first is taken, and the others are given up before sshd sees much of them.
 * @throws {ProviderError} none has opened: the error lists each, with what happened and how long it took.
 */
export async function dialRoutes(request: SessionRequest, order: RouteOrder, deps: RouteDeps): Promise<DialledRoute> {
    const tries: RouteTry[] = [];
    let more = request.lastResort;
    let anew = request.endpointAnew;
    let stages = stagesOf(request.routes, order);
    let waitedMs = 0;
    for (;;) {
        const stage = stages.shift();
        if (stage !== undefined) {
            const isLast = stages.length === 0 && more === undefined;
            const taken = await raceRoutes(stage, {
                request,
                order,
                deps,
                waitedMs,
                limitMs: isLast ? DIAL_LIMIT_MS : HEAD_START_MS,
            });
            waitedMs = taken.waitedMs;
            if ("stream" in taken) {
                const { stream, route, jump } = taken;
                return { dialled: rememberGreeting(stream), route, waitedMs, jump };
            }
            tries.push(...taken.tries);
        } else if (more !== undefined) {
            const found = await more().catch(unlessOurs);
            more = undefined;
            if (Array.isArray(found)) {
                stages = stagesOf(found, order);
            } else {
                tries.push({ error: found as ProviderError, spentMs: 0 });
            }
        } else if (anew !== undefined && tries.some(({ route, error }) => isGone(route, error))) {
            const found = await anew().catch(unlessOurs);
            anew = undefined;
            stages = Array.isArray(found) ? stagesOf(found.filter(isUntried(tries)), order) : [];
        } else {
            throw noRouteError(request, tries, waitedMs);
        }
    }
}

const OF_GONE_ENDPOINTS: readonly ErrorCode[] = ["TUNNEL_NO_ENDPOINT", "AWS_UNREACHABLE", "NET_UNREACHABLE"];

/** Whether a route led through an endpoint that may have been deleted: AWS does not know it, or its name leads nowhere. */
function isGone(route: Route | undefined, { failure }: ProviderError): boolean {
    return route?.way.kind === "tunnel" && OF_GONE_ENDPOINTS.includes(failure.code);
}

function isUntried(tries: readonly RouteTry[]): (route: Route) => boolean {
    const endpointOf = (route: Route | undefined) => (route?.way.kind === "tunnel" ? route.way.endpointId : undefined);
    const tried = new Set(tries.map(({ route }) => endpointOf(route)));
    return (route) => !tried.has(endpointOf(route));
}

function unlessOurs(error: unknown): ProviderError {
    if (!isProviderError(error)) {
        throw error;
    }
    return error;
}

/** What is dialled at the same time: the preferred one alone, the addresses together, each endpoint by itself. */
function stagesOf(routes: readonly Route[], { preferred, avoided }: RouteOrder): Route[][] {
    const open = routes.filter(({ name }) => !avoided.includes(name));
    const first = open.filter(({ name }) => name === preferred);
    const others = open.filter((route) => !first.includes(route));
    const grouped = (some: readonly Route[]) => [
        some.filter(({ way }) => way.kind !== "tunnel"),
        ...some.filter(({ way }) => way.kind === "tunnel").map((route) => [route]),
    ];
    return [first, ...grouped(others)].filter((stage) => stage.length > 0);
}
