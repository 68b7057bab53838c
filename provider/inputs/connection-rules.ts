import { isIP } from "node:net";
import { propertyPath } from "../base/property-path";
import { type CheckFailure, checkFailure, type IsSecret } from "./checker";
import { isUnknown } from "./unknown";

type Connection = Readonly<Record<string, unknown>>;

/** Two properties that can't be used together. */
export interface Conflict {
    /** The one to be told of, with the reason. */
    readonly property: string;
    readonly rival: string;
    readonly reason: string;
    /** They say what the instance is or must prove, and not which way leads there: neither gives way to the other. */
    readonly isFact?: boolean;
}

/** Every conflict between properties of `connection`. `isSecret` goes by their names. */
export function connectionConflicts(connection: Connection, isSecret: IsSecret): Conflict[] {
    return [
        ...pinnedConflicts(connection),
        ...keyConflicts(connection),
        ...endpointConflicts(connection, isSecret),
        ...jumpConflicts(connection, isSecret),
    ];
}

/** Those of a jump host's properties, which are fewer. */
export function viaConflicts(via: Connection, isSecret: IsSecret): Conflict[] {
    return [...pinnedConflicts(via), ...endpointConflicts(via, isSecret)];
}

/** A failure for each conflict, within the object at the path. */
export function conflictFailures(
    conflicts: (object: Connection, isSecret: IsSecret) => readonly Conflict[],
    object: Connection,
    { path, isSecret }: { readonly path: string; readonly isSecret: IsSecret },
): CheckFailure[] {
    return conflicts(object, (name) => isSecret(propertyPath(path, name))).map(({ property, reason }) => ({
        property: propertyPath(path, property),
        reason,
    }));
}

/** A policy of pinned keys needs keys. */
function pinnedConflicts({ hostKeyPolicy, hostKeys }: Connection): Conflict[] {
    const hasHostKeys = isUnknown(hostKeys) || (Array.isArray(hostKeys) ? hostKeys.length > 0 : isThere(hostKeys));
    if (hostKeyPolicy !== "pinned" || hasHostKeys) {
        return [];
    }
    const expectation = {
        expected: 'at least one host key with the policy "pinned"',
        example: '["ssh-ed25519 AAAAC3Nza…"] or another resource\'s hostKeys',
    };
    const { property, reason } = checkFailure("hostKeys", expectation, "none");
    return [{ property, rival: "hostKeyPolicy", reason, isFact: true }];
}

function keyConflicts({ privateKey, keyType }: Connection): Conflict[] {
    const reason = "privateKey is given, so no fresh key is made; leave out one of the two.";
    const isOwn = typeof privateKey === "string" && !isUnknown(privateKey);
    return isOwn && isThere(keyType) ? [{ property: "keyType", rival: "privateKey", reason }] : [];
}

/** An endpoint leads to addresses of instances, and to two ports. */
function endpointConflicts({ route, endpointId, address, port }: Connection, isSecret: IsSecret): Conflict[] {
    const isNamed = typeof endpointId === "string" && !isUnknown(endpointId);
    const isOtherRoute = typeof route === "string" && !isUnknown(route) && route !== "auto" && route !== "endpoint";
    if (isNamed && isOtherRoute) {
        const which = isSecret("route") ? "that is given" : JSON.stringify(route);
        const reason = `it is not used with the route ${which}; leave out one of the two.`;
        return [{ property: "endpointId", rival: "route", reason }];
    }
    if (route !== "endpoint" && !isNamed) {
        return [];
    }
    const rival = route === "endpoint" ? "route" : "endpointId";
    const conflicts: Conflict[] = [];
    if (typeof address === "string" && !isUnknown(address) && isIP(address) === 0) {
        const reason =
            "an endpoint connects to an IPv4 or IPv6 address of the instance only; leave it out, or give one of these.";
        conflicts.push({ property: "address", rival, reason });
    }
    if (typeof port === "number" && port !== 22 && port !== 3389) {
        const got = isSecret("port") ? "a number that is not shown" : port;
        const reason = `an endpoint connects to ports 22 and 3389 only; got ${got}.`;
        conflicts.push({ property: "port", rival, reason, isFact: true });
    }
    return conflicts;
}

/** What the way through a jump host, or a proxy, leaves to choose. */
function jumpConflicts({ via, proxy, route, endpointId }: Connection, isSecret: IsSecret): Conflict[] {
    const conflicts: Conflict[] = [];
    if (isKnown(via) && isKnown(endpointId)) {
        const reason = "it is not used with a jump host (via); leave out one of the two.";
        conflicts.push({ property: "endpointId", rival: "via", reason });
    }
    if (isKnown(via) && (route === "public" || route === "endpoint")) {
        const got = isSecret("route") ? "another one" : JSON.stringify(route);
        const reason = `from a jump host (via), an instance is reached by the route "auto", "private" or "ipv6"; got ${got}.`;
        conflicts.push({ property: "route", rival: "via", reason });
    }
    const isJumpTunnel = typeof via === "object" && via !== null && "route" in via && via.route === "endpoint";
    if (isKnown(proxy) && (route === "endpoint" || isJumpTunnel)) {
        const reason = "an endpoint is reached through HTTPS_PROXY, not through this proxy; leave it out.";
        conflicts.push({ property: "proxy", rival: route === "endpoint" ? "route" : "via", reason });
    }
    return conflicts;
}

/** Given, and known: what is not known yet may turn out to be none. */
export function isKnown(value: unknown): boolean {
    return isThere(value) && !isUnknown(value);
}

function isThere(value: unknown): boolean {
    return value !== undefined && value !== null;
}
