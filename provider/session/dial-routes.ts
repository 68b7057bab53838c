import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock";
import { inWords, isProviderError, type ProviderError } from "../base/error";
import { PLAIN_WORDS } from "../base/words";
import type { Route } from "../instance/way";
import type { Dial } from "./dial";
import { type Dialled, rememberGreeting } from "./greeting";
import { printRoute } from "./print-route";
import type { JumpHost, SessionRequest } from "./request";
import { noAnswerError, noRouteError, noSlotError, type RouteTry } from "./route-errors";
import type { TunnelSlots } from "./tunnel-slots";

/** A stream to sshd, and how it was opened. */
export interface DialledRoute {
    readonly dialled: Dialled;
    readonly route: Route;
    /** How long a slot of an endpoint was waited for, which does not count. */
    readonly waitedMs: number;
    /** The jump host that it goes through. */
    readonly jump: JumpHost | undefined;
}

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

/** The last route may take so long, the others as long as is usual on a link that works. */
const DIAL_LIMIT_MS = 15_000;
const HEAD_START_MS = 3_000;
/** The next address is dialled beside one that has not answered for so long (RFC 8305, 5). */
const STAGGER_MS = 250;

/**
 * Dials the routes of a request: addresses in a race in which each has a head start before the next, then endpoints. The one that opens
 * first is taken, and the others are given up before sshd sees much of them.
 * @throws {ProviderError} none has opened: the error lists each, with what happened and how long it took.
 */
export async function dialRoutes(request: SessionRequest, order: RouteOrder, deps: RouteDeps): Promise<DialledRoute> {
    const tries: RouteTry[] = [];
    let more = request.lastResort;
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
        } else {
            throw noRouteError(request.target, tries, waitedMs);
        }
    }
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

interface Race {
    readonly request: SessionRequest;
    readonly order: RouteOrder;
    readonly deps: RouteDeps;
    readonly limitMs: number;
    readonly waitedMs: number;
}

type RaceEnd =
    | { readonly stream: Duplex; readonly route: Route; readonly waitedMs: number; readonly jump: JumpHost | undefined }
    | { readonly tries: readonly RouteTry[]; readonly waitedMs: number };

/** Starts one route after the other, a little apart or as soon as all before have failed; the first that opens ends the others. */
async function raceRoutes(routes: readonly Route[], race: Race): Promise<RaceEnd> {
    const { request, deps } = race;
    const { clock } = deps;
    const [only] = routes;
    if (routes.length === 1 && only !== undefined) {
        return dialOne(only, race, new AbortController().signal);
    }
    const over = new AbortController();
    const tries: RouteTry[] = [];
    let wake = () => {};
    const winner = new Promise<RaceEnd>((resolve) => {
        const run = async (route: Route) => {
            const end = await dialOne(route, race, over.signal);
            if ("stream" in end) {
                if (over.signal.aborted) {
                    end.stream.destroy();
                }
                resolve(end);
                return;
            }
            tries.push(...end.tries);
            if (tries.length === routes.length) {
                resolve({ tries, waitedMs: race.waitedMs });
            }
            wake();
        };
        const start = async () => {
            for (const [index, route] of routes.entries()) {
                if (over.signal.aborted) {
                    return;
                }
                void run(route);
                if (index < routes.length - 1 && tries.length <= index) {
                    await new Promise<void>((next) => {
                        const cancel = clock.after(STAGGER_MS, next);
                        wake = () => {
                            cancel();
                            next();
                        };
                    });
                }
            }
        };
        void start();
    });
    try {
        return await winner;
    } finally {
        over.abort(new Error(`another route to ${request.target.instanceId} was open first`));
        wake();
    }
}

async function dialOne(route: Route, race: Race, signal: AbortSignal): Promise<RaceEnd> {
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
        const limit = request.deadline.extendedBy(waitedMs).within(limitMs);
        request.log.status(`Connecting to ${printRoute(route)} as ${request.target.osUser}`);
        const stream = await limit.race(
            (late) =>
                dial(route.way, {
                    signal: AbortSignal.any([late, signal]),
                    deadline: limit,
                    openTunnel: request.openTunnel,
                    jump,
                }),
            () => noAnswerError(route, request.target),
        );
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
function showRefusal(error: ProviderError, { request: { log, routes }, order: { shown } }: Race): void {
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
