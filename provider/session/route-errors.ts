import { type ProviderError, withFailure } from "../base/error";
import type { Route } from "../instance/way";
import { proxyError } from "./dial-proxy";
import { printRoute } from "./print-route";
import type { SessionRequest, SshHost } from "./request";
import { sessionError } from "./session-errors";
import type { TunnelClosedError } from "./tunnel-closed";
import { whenUnreachable } from "./unreachable";

/** A route that was tried, or one that was not found. */
export interface RouteTry {
    readonly route?: Route;
    readonly error: ProviderError;
    readonly spentMs: number;
}

/** Nothing came back from where the route leads. */
export function noAnswerError(route: Route, target: SshHost): ProviderError {
    const { way } = route;
    const { address, port } = way;
    if (way.kind === "tunnel") {
        return noEndpointAnswerError(route, target, way.host);
    }
    if (way.kind === "direct" && way.proxy !== undefined) {
        return proxyError(way.proxy, way, { cause: "no answer", mayPass: true });
    }
    return sessionError(
        target,
        {
            code: "NET_UNREACHABLE",
            summary: `Could not reach sshd at ${printRoute(route)}: no answer.`,
            retryable: true,
            remedies: whenUnreachable(address, port),
            details: "",
        },
        route,
    );
}

/** The endpoint itself was not reached: nothing is known of the instance yet. */
function noEndpointAnswerError(route: Route, target: SshHost, host: string): ProviderError {
    return sessionError(
        target,
        {
            code: "NET_UNREACHABLE",
            summary: `Could not open a tunnel to sshd at ${printRoute(route)}: the endpoint does not answer.`,
            retryable: true,
            remedies: [
                `Check that this machine reaches ${host} on TCP port 443, or through the proxy of HTTPS_PROXY.`,
                "Check the state of the endpoint: aws ec2 describe-instance-connect-endpoints",
            ],
        },
        route,
    );
}

/** Other commands of ours hold every connection that we open through the endpoint. */
export function noSlotError(target: SshHost, endpointId: string): ProviderError {
    return sessionError(target, {
        code: "TUNNEL_NO_SLOT",
        summary: `Other commands of this operation hold all connections through ${endpointId}, and none of them ended in time.`,
        retryable: true,
        remedies: [
            ({ timeLimits }) => `Give the operation more time${timeLimits}.`,
            "Or let fewer commands run at once.",
        ],
    });
}

/** The endpoint took the connection, and ended it. */
export function tunnelClosedError(target: SshHost, route: Route, closed: TunnelClosedError): ProviderError {
    const { way } = route;
    const isNoTarget = /unable to connect to target/i.test(closed.reason);
    return sessionError(
        target,
        {
            code: "TUNNEL_CLOSED",
            summary: `The SSH connection to ${target.instanceId} ended before sign-in was complete: ${closed.message}.`,
            retryable: true,
            remedies: isNoTarget
                ? [
                      `Allow TCP port ${way.port} in the outbound rules of the endpoint's security groups, and in the inbound rules of the instance's, from the endpoint's group.`,
                      `Check that sshd runs on the instance and listens on port ${way.port}, and check the network ACLs of both subnets.`,
                  ]
                : ["Check the state of the endpoint, and the instance's sshd log: journalctl -u ssh -u sshd"],
            details: "",
        },
        route,
    );
}

/** No route has opened. One that was tried alone says so itself. */
export function noRouteError(
    { target, leftOut = [] }: Pick<SessionRequest, "target" | "leftOut">,
    tries: readonly RouteTry[],
    waitedMs: number,
): ProviderError {
    const untried = leftOut.map((route): [string, string] => [
        `Route ${route.name}`,
        `${printRoute(route)}: not tried, since no host key of the instance is known: another machine may have this address`,
    ]);
    const [first] = tries;
    if (first === undefined) {
        // All that there are have led to somebody else, and no other was found.
        return sessionError(target, {
            code: "NET_NO_ROUTE",
            summary: `Could not reach sshd on ${target.instanceId}: there is no other route.`,
            retryable: true,
            remedies: [({ route }) => `Choose a route with ${route}.`],
        });
    }
    // A jump host that was not reached is the same for all of them.
    const only = tries.length === 1 ? first : tries.find(({ error }) => error.failure.isAboutJumpHost);
    if (only !== undefined) {
        const { facts = [] } = only.error.failure;
        return untried.length === 0 ? only.error : withFailure(only.error, { facts: [...facts, ...untried] });
    }
    const remedies = tries.flatMap(({ error }) => (error.told ?? error.failure).remedies?.slice(0, 1) ?? []);
    return withFailure(
        sessionError(target, {
            code: "NET_NO_ROUTE",
            summary: `Could not reach sshd on ${target.instanceId} by any of ${tries.length} routes: ${tries.map(({ route }) => route?.name ?? "endpoint").join(", ")}.`,
            retryable: tries.some(({ error }) => error.failure.retryable),
            remedies: [...new Set(remedies)].slice(0, 3),
        }),
        {
            facts: [
                ["Instance", `${target.instanceId} (${target.availabilityZone})`],
                ...tries.map((entry): [string, string] => [
                    `Route ${entry.route?.name ?? "endpoint"}`,
                    printTry(entry),
                ]),
                ...untried,
                ["OS user", target.osUser],
                ...(waitedMs >= 1_000
                    ? [["Waited for a slot", `${Math.round(waitedMs / 1_000)} s`] as [string, string]]
                    : []),
            ],
        },
    );
}

function printTry({ route, error, spentMs }: RouteTry): string {
    const cause = error.failure.summary.replace(/^Could not (?:[^:]|:\S)*: /, "").replace(/\.$/, "");
    const spent = spentMs === 0 ? "" : `, after ${(spentMs / 1_000).toFixed(1)} s`;
    return `${route === undefined ? "" : `${printRoute(route)}: `}${cause}${spent}`;
}
