import type { Route } from "../instance/way";
import { type DialContext, type DialEnd, dialOneRoute } from "./dial-one-route";
import type { RouteTry } from "./route-errors";

/** The next address is dialled beside one that has not answered for so long (RFC 8305, 5). */
const STAGGER_MS = 250;

/** Starts one route after the other, a little apart or as soon as all before have failed; the first that opens ends the others. */
export async function raceRoutes(routes: readonly Route[], race: DialContext): Promise<DialEnd> {
    const { request, deps } = race;
    const { clock } = deps;
    const [only] = routes;
    if (routes.length === 1 && only !== undefined) {
        return dialOneRoute(only, race, new AbortController().signal);
    }
    const over = new AbortController();
    const tries: RouteTry[] = [];
    let wake = () => {};
    const winner = new Promise<DialEnd>((resolve) => {
        const run = async (route: Route) => {
            const end = await dialOneRoute(route, race, over.signal);
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
