import type { Inputs } from "../inputs/inputs";

type RouteInputs = Pick<Inputs["connection"], "route" | "address" | "port" | "endpointId" | "via" | "proxy">;

/** What decides the route, as far as the program does: sessions are shared where it is the same. Never shown: it may hold a password. */
export function routeChoiceOf({ route, address, port, endpointId, via, proxy }: RouteInputs): string {
    return JSON.stringify([route, address, port, endpointId, via, proxy]);
}
