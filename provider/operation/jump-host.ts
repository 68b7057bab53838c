import type { Deadline } from "../base/deadline";
import { isProviderError, reworded, withFailure } from "../base/error";
import { PLAIN_WORDS, worded, wordsOfJumpHost } from "../base/words";
import type { Inputs } from "../inputs/inputs";
import { type FoundTarget, planRoutes, resolveTarget } from "../instance";
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

/** A jump host, as it is reached on the way to an instance. */
export interface Jump {
    /** Connects to it as to any other instance: with its own key push and host key. */
    lease(deadline: Deadline): Promise<JumpHost>;
    /** What is known of it, once it was looked up. */
    lastFound(): FoundTarget | undefined;
}

export function makeJump({ ports, operation, access, credentialsKey }: JumpRequest, via: Via): Jump {
    const { inputs, recorded, name } = operation;
    const log = { ...operation.log, words: wordsOfJumpHost(operation.log.words ?? PLAIN_WORDS) };
    const { aws, pushKey, openTunnel, consoleKeys } = access;
    const { instanceId } = via;
    const connection = { ...via, endpointId: undefined, via: undefined, proxy: inputs.connection.proxy };
    const wasMet = recorded?.via?.instanceId === instanceId ? recorded.via.hostKey : undefined;
    let met = wasMet;
    let found: FoundTarget | undefined;
    const lease = async (deadline: Deadline): Promise<JumpHost> => {
        try {
            found = await resolveTarget(
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
            throw ofJumpHost(error, instanceId, inputs.instanceId);
        }
    };
    return { lease, lastFound: () => found };
}

/** Says of an error that it is about the jump host: its instance is not the one that the reader thinks of. */
function ofJumpHost(error: unknown, instanceId: string, targetId: string): unknown {
    if (!isProviderError(error)) {
        return error;
    }
    const { facts = [] } = error.failure;
    const place = facts.find(([name]) => name === "Instance")?.[1] ?? instanceId;
    const told = reworded(error, wordsOfJumpHost);
    const { summary } = told.told ?? told.failure;
    return withFailure(told, {
        isAboutJumpHost: true,
        summary: (words) => naming(worded(summary, words), instanceId),
        facts: [["Instance", targetId], ["Jump host", place], ...facts.filter(([name]) => name !== "Instance")],
    });
}

/** The text with the jump host named as such. */
function naming(text: string, instanceId: string): string {
    return text
        .replaceAll(new RegExp(`(?<!jump host )\\b${instanceId}\\b`, "g"), `the jump host ${instanceId}`)
        .replace(/^the jump host/, "The jump host");
}
