import type { EndpointFacts, InstanceFacts } from "../aws/aws";
import { addressesOf } from "./addresses";
import { chooseEndpoint } from "./choose-endpoint";
import type { RouteInputs } from "./plan-routes";

const NAMES = { public: "public address", ipv6: "IPv6 address", private: "private address" } as const;

/**
 * How an instance would be reached by the route that is asked for, in a few words, as far as AWS knows: nothing is dialled. `endpoints` are
 * those that may lead there, if they could be looked up.
 */
export function outlookOf(
    facts: InstanceFacts,
    endpoints: readonly EndpointFacts[] | undefined,
    { route, port, endpointId }: Pick<RouteInputs, "route" | "port" | "endpointId">,
): string {
    const own = addressesOf(facts);
    const isThroughEndpoint = route === "endpoint" || (route === "auto" && endpointId !== undefined);
    if (route !== "auto" && route !== "endpoint") {
        return own[route] === undefined ? `no ${NAMES[route]}` : NAMES[route];
    }
    const open = (["public", "ipv6"] as const).find((name) => own[name] !== undefined);
    if (open !== undefined && !isThroughEndpoint) {
        return NAMES[open];
    }
    const choice = chooseEndpoint(endpoints ?? [], { facts, address: undefined, port, endpointId });
    const mayTake = isThroughEndpoint || port === 22 || port === 3389;
    if (mayTake && choice.kind === "route" && choice.route.way.kind === "tunnel") {
        return `endpoint ${choice.route.way.endpointId}`;
    }
    if (isThroughEndpoint) {
        return endpoints === undefined ? "an endpoint" : "no endpoint leads to it";
    }
    if (own.private === undefined) {
        return "no address";
    }
    return endpoints === undefined && mayTake
        ? "private address, or an endpoint"
        : "private address: from inside its network";
}
