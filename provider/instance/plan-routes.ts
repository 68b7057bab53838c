import type { AnswerAge, AwsPort, InstanceFacts } from "../aws/aws";
import { hasCode, inWords, isProviderError } from "../base/error";
import type { Log } from "../base/log";
import { parseSshProxy } from "../base/ssh-proxy";
import { PLAIN_WORDS } from "../base/words";
import type { ConnectionInputs } from "../inputs/inputs";
import { addressesOf, noAddressError, type OwnRoute } from "./addresses";
import { chooseEndpoint, noEndpointError } from "./choose-endpoint";
import type { FindDeps } from "./find-instance";
import { isYoung, lookAgain, withLateAddress } from "./late-address";
import { directRoute, jumpRoute, type Route, type Routes } from "./way";

/** What decides the routes, as far as the program does. */
export interface RouteInputs extends Pick<ConnectionInputs, "route" | "address" | "port"> {
    readonly endpointId?: string | undefined;
    /** The jump host. */
    readonly via?: { readonly instanceId: string } | undefined;
    readonly proxy?: string | undefined;
}

export interface RoutesRequest {
    readonly facts: InstanceFacts;
    readonly connection: RouteInputs;
    /** Whether there is a host key to compare with: pinned, recorded, or from the console. */
    readonly knowsHostKey: boolean;
    /** The route that was taken the last time, in whatever process. */
    readonly lastRoute?: string | undefined;
}

type RoutesPort = Pick<AwsPort, "endpoints" | "describeInstance">;

const POLL_MS = 5_000;

/**
 * Decides which routes to an instance may be taken: the one that the program asked for, else all that the instance has. A private
 * address is left out if the host key is unknown and there is another route: somebody on this network may have the same address.
 * Waits a little for the address of an instance that has just been launched.
 * @throws {ProviderError} there is none: the message lists the addresses and endpoints that there are.
 */
export function planRoutes(request: RoutesRequest, aws: RoutesPort, deps: FindDeps): Promise<Routes> {
    return withLateAddress(request.facts, (facts) => routesFor({ ...request, facts }, aws, deps), aws, deps);
}

async function routesFor(
    { facts, connection, knowsHostKey, lastRoute }: RoutesRequest,
    aws: RoutesPort,
    deps: FindDeps,
): Promise<Routes> {
    const { route, address, port, endpointId, via, proxy } = connection;
    if (via !== undefined) {
        return { routes: jumpRoutes(facts, connection, via.instanceId) };
    }
    const through = proxy === undefined ? undefined : parseSshProxy(proxy);
    const goal = { facts, address, port, endpointId };
    const endpointAnew = async () => [await findEndpoint(goal, aws, deps, "now")];
    // Who names an endpoint wants it, as with the AWS CLI.
    if (route === "endpoint" || (route === "auto" && endpointId !== undefined)) {
        return { routes: [await awaitEndpoint(goal, aws, { ...deps, asksTwice: true })], endpointAnew };
    }
    if (address !== undefined) {
        return { routes: [directRoute("given", address, port, through)] };
    }
    const own = addressesOf(facts);
    const routeTo = (name: OwnRoute) => {
        const found = own[name];
        return found === undefined ? [] : [directRoute(name, found, port, through)];
    };
    if (route !== "auto") {
        const routes = routeTo(route);
        if (routes.length === 0) {
            throw noAddressError(facts, route);
        }
        return { routes };
    }
    const open = [...routeTo("public"), ...routeTo("ipv6")];
    const inside = routeTo("private");
    if (open.length + inside.length === 0) {
        throw noAddressError(facts, route);
    }
    const throughEndpoint = async () => [await findEndpoint(goal, aws, deps)];
    // A private address of which no host key is known is dialled only if there is no other route, not even one to come.
    const throughAnyEndpoint = async () => [await awaitEndpoint(goal, aws, { ...deps, asksTwice: false })];
    // Who names a proxy wants the connection to go through it.
    const mayHaveEndpoint = through === undefined && facts.vpcId !== undefined && (port === 22 || port === 3389);
    const direct = [...open, ...(knowsHostKey ? inside : [])];
    const isEndpointFirst = mayHaveEndpoint && (lastRoute === "endpoint" || direct.length === 0);
    const find = direct.length === 0 ? throughAnyEndpoint : throughEndpoint;
    const tunnels = isEndpointFirst ? await find().catch((error) => goWithout(error, deps.log)) : undefined;
    const routes = [...(tunnels ?? []), ...(direct.length === 0 && tunnels === undefined ? inside : direct)];
    const leftOut = inside.filter((route) => !routes.includes(route));
    /** An address that EC2 did not tell yet may be the one that is open. */
    const lateRoutes = async () => {
        const { publicIpAddress, ipv6Address } = (await lookAgain(facts, aws, deps)) ?? facts;
        const late = addressesOf({ ...facts, publicIpAddress, ipv6Address });
        return (["public", "ipv6"] as const).flatMap((name) =>
            late[name] === undefined || late[name] === own[name] ? [] : [directRoute(name, late[name], port, through)],
        );
    };
    // What is in the routes already is no last resort.
    const hasLastEndpoint = mayHaveEndpoint && tunnels === undefined && direct.length > 0;
    if (!hasLastEndpoint && !isYoung(facts, deps)) {
        return { routes, leftOut, endpointAnew };
    }
    const lastResort = async () => {
        const late = isYoung(facts, deps) ? await lateRoutes() : [];
        return late.length > 0 || !hasLastEndpoint ? late : throughEndpoint();
    };
    return { routes, leftOut, lastResort, endpointAnew };
}

/** From a jump host, which is inside: by the address that the program gave, else by those that only the inside reaches. */
function jumpRoutes(facts: InstanceFacts, { route, address, port }: RouteInputs, through: string): readonly Route[] {
    if (address !== undefined) {
        return [jumpRoute("given", address, port, through)];
    }
    const own = addressesOf(facts);
    const wanted: readonly OwnRoute[] = route === "private" || route === "ipv6" ? [route] : ["private", "ipv6"];
    const routes = wanted.flatMap((name) => {
        const found = own[name];
        return found === undefined ? [] : [jumpRoute(name, found, port, through)];
    });
    if (routes.length === 0) {
        throw noAddressError(facts, wanted.length === 1 ? (wanted[0] ?? "auto") : "auto");
    }
    return routes;
}

/** An endpoint that can't be found, or not be looked for, leaves the other routes. What IAM refuses is shown: nothing else would name it. */
function goWithout(error: unknown, log: Log): undefined {
    // One that is still being created is waited for again.
    if (!isProviderError(error) || (hasCode(error, "TUNNEL_NO_ENDPOINT") && error.failure.retryable)) {
        throw error;
    }
    if (hasCode(error, "AWS_ACCESS_DENIED")) {
        const { summary, remedies = [] } = inWords(error, log.words ?? PLAIN_WORDS).failure;
        log.warning(`${summary} ${remedies[0] ?? ""} Other routes are tried.`);
    }
    return undefined;
}

type Goal = Parameters<typeof chooseEndpoint>[1];

async function findEndpoint(goal: Goal, aws: RoutesPort, { deadline }: FindDeps, age?: AnswerAge): Promise<Route> {
    const choice = chooseEndpoint(await aws.endpoints(placeOf(goal), deadline, age), goal);
    if (choice.kind === "none") {
        throw noEndpointError(goal, choice);
    }
    return choice.route;
}

interface AwaitDeps extends FindDeps {
    /** Whether an answer that there is none, which may be a second old, is asked for once more. */
    readonly asksTwice: boolean;
}

/** Waits while an endpoint is being created. */
async function awaitEndpoint(
    goal: Goal,
    aws: RoutesPort,
    { deadline, clock, random, log, asksTwice }: AwaitDeps,
): Promise<Route> {
    for (let looks = 0; ; looks += 1) {
        const endpoints = await aws.endpoints(placeOf(goal), deadline, looks === 0 ? "recent" : "now");
        const choice = chooseEndpoint(endpoints, goal);
        if (choice.kind === "route") {
            return choice.route;
        }
        const mayBeOld = looks === 0 && (choice.mayCome || asksTwice);
        const pauseMs = mayBeOld ? 0 : POLL_MS * (0.75 + random.fraction() / 2);
        if (!(choice.mayCome || mayBeOld) || deadline.remainingMs() <= pauseMs) {
            throw noEndpointError(goal, choice);
        }
        if (choice.mayCome) {
            log.status(`Waiting for the endpoint ${choice.unusable[0]?.endpointId ?? ""} to be created`);
        }
        if (pauseMs > 0) {
            await clock.sleep(pauseMs);
        }
    }
}

function placeOf({ endpointId, facts }: Goal): string {
    return endpointId ?? facts.vpcId ?? "";
}
