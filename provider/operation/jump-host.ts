import type { Deadline } from "../base/deadline";
import { isProviderError, withFailure } from "../base/error";
import type { Inputs } from "../inputs/inputs";
import { planRoutes, resolveTarget } from "../instance";
import type { JumpHost } from "../session";
import { findHostTrust, knowsHostKey } from "./host-trust";
import type { Operation } from "./operation";
import type { AwsAccess, OperationPorts } from "./ports";
import { routeChoiceOf } from "./route-choice";

type Via = NonNullable<Inputs["connection"]["via"]>;

/** What a jump host is reached with. */
export interface JumpRequest {
    readonly ports: OperationPorts;
    readonly operation: Operation;
    readonly access: AwsAccess;
    readonly credentialsKey: string;
}

/** Makes the function that connects to a jump host, as to any other instance: with its own key push and host key. */
export function makeJump({ ports, operation, access, credentialsKey }: JumpRequest, via: Via) {
    const { inputs, recorded, log, name } = operation;
    const { aws, pushKey, openTunnel, consoleKeys } = access;
    const { instanceId } = via;
    const connection = { ...via, endpointId: undefined, via: undefined, proxy: inputs.connection.proxy };
    const wasMet = recorded?.via?.instanceId === instanceId ? recorded.via.hostKey : undefined;
    let met = wasMet;
    return async (deadline: Deadline): Promise<JumpHost> => {
        try {
            const found = await resolveTarget(
                {
                    instanceId,
                    connection,
                    recordedOsUser: undefined,
                    operation: name,
                    urn: inputs.urn,
                },
                aws,
                { ...ports, log, deadline },
            );
            const { target, facts } = found;
            const trust = await findHostTrust(
                { connection: via, recordedHostKeys: met === undefined ? [] : [met] },
                { instance: facts, consoleKeys },
                { log, deadline },
            );
            const request = { facts, connection, knowsHostKey: knowsHostKey(trust) };
            const { session, forward, release } = await ports.pool.lease({
                target,
                ...(await planRoutes(request, aws, { ...ports, log, deadline })),
                routeChoice: routeChoiceOf(connection),
                credentialsKey,
                ...trust,
                isJump: true,
                deadline,
                push: (publicKey, limit) => {
                    const { osUser, availabilityZone } = target;
                    return pushKey({ instanceId, osUser, publicKey, availabilityZone }, limit);
                },
                openTunnel,
                log,
            });
            met = session.facts.hostKeyFingerprint;
            return { instanceId, hostKeyFingerprint: met, forward, release };
        } catch (error) {
            throw ofJumpHost(error, instanceId);
        }
    };
}

/** Says of an error that it is about the jump host: its instance is not the one that the reader thinks of. */
function ofJumpHost(error: unknown, instanceId: string): unknown {
    if (!isProviderError(error)) {
        return error;
    }
    const { facts = [] } = error.failure;
    return withFailure(error, { facts: [["Jump host", instanceId], ...facts] });
}
