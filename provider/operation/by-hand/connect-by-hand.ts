import type { Deadline } from "../../base/deadline";
import { planRoutes } from "../../instance";
import type { SessionPool } from "../../session";
import type { SessionLease } from "../../session/session";
import { findHostTrust, knowsHostKey } from "../host-trust";
import { routeChoiceOf } from "../route-choice";
import { explainByHand } from "./explain-by-hand";
import type { FoundByHand, HandPorts, HandRequest } from "./find-by-hand";

/** A way to connect in this process. */
export interface ConnectPorts extends HandPorts {
    readonly pool: SessionPool;
}

/**
 * Signs in to the instance with a fresh key, by the first of its routes that works, or joins a connection that is open. The caller
 * records `hostKey` if no key was known before.
 * @throws {ProviderError} it has not worked in time, or never will. The error holds what the sign-in doctor found.
 */
export async function connectByHand(
    request: HandRequest & { readonly found: FoundByHand },
    ports: ConnectPorts,
    deadline: Deadline,
): Promise<SessionLease> {
    try {
        return await connect(request, ports, deadline);
    } catch (error) {
        throw await explainByHand(error, request, { ports, deadline });
    }
}

async function connect(
    request: HandRequest & { readonly found: FoundByHand },
    { access, pool, ...ports }: ConnectPorts,
    deadline: Deadline,
): Promise<SessionLease> {
    const { instanceId, connection, knownHostKeys, found } = request;
    const { log } = ports;
    const { target, facts } = found;
    const trust = await findHostTrust(
        { connection: { ...connection, hostKeys: [...connection.hostKeys, ...knownHostKeys] }, recordedHostKeys: [] },
        { instance: facts, consoleKeys: access.consoleKeys },
        { log, deadline },
    );
    const { osUser, availabilityZone } = target;
    const planned = { facts, connection, knowsHostKey: knowsHostKey(trust) };
    return pool.lease({
        target,
        ...(await planRoutes(planned, access.aws, { ...ports, deadline })),
        routeChoice: routeChoiceOf(connection),
        credentialsKey: "",
        ...trust,
        deadline,
        push: (publicKey, limit) => access.pushKey({ instanceId, osUser, publicKey, availabilityZone }, limit),
        openTunnel: access.openTunnel,
        log,
    });
}
