import type { AwsSettings } from "../aws";
import type { Deadline } from "../base/deadline";
import { isProviderError, reworded, withinLimit } from "../base/error";
import { wordsOfJumpHost } from "../base/words";
import type { Connect, HostLease } from "../host";
import type { Inputs } from "../inputs/inputs";
import { type FoundTarget, planRoutes, resolveTarget, type Target } from "../instance";
import type { KeyChoice } from "../session";
import type { SessionFacts } from "../session/session";
import type { Recorded } from "../state";
import { explainSignIn } from "./explain-sign-in";
import { explainChangedKey, findHostTrust, knowsHostKey } from "./host-trust";
import { makeJump } from "./jump-host";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";
import { routeChoiceOf } from "./route-choice";

/** What was found, and what was proven, on the last connection. */
export interface Reached {
    readonly target: Target;
    readonly facts: SessionFacts;
}

/** A way to the instance that is found anew for each connection: its address may change while a script runs. */
export interface InstanceRoute {
    readonly connect: Connect;
    /** The same address once more, without asking AWS for it. */
    readonly connectAgain: Connect;
    /** Of the last connection; there must have been one. */
    reached(): Reached;
    /** The same, or undefined when there was none. */
    lastReached(): Reached | undefined;
}

export function makeRoute(ports: OperationPorts, operation: Operation, settings: AwsSettings): InstanceRoute {
    const { inputs, recorded, name, log } = operation;
    const { connection, instanceId, urn } = inputs;
    const access = ports.awsFor(settings);
    const { aws, pushKey, openTunnel, consoleKeys } = access;
    const { via } = connection;
    const jump = via && makeJump({ ports, operation, access, credentialsKey: settings.key }, via);
    let last: (FoundTarget & { readonly session: SessionFacts }) | undefined;
    const leaseTo = async ({ target, facts }: FoundTarget, deadline: Deadline): Promise<HostLease> => {
        const recordedHostKeys = last === undefined ? (recorded?.hostKeys ?? []) : [last.session.hostKeyFingerprint];
        const trust = await findHostTrust(
            { connection, recordedHostKeys },
            { instance: facts, consoleKeys },
            { log, deadline },
        );
        const { osUser, availabilityZone } = target;
        const lastRoute = recorded?.route;
        const request = { facts, connection, knowsHostKey: knowsHostKey(trust), lastRoute };
        const { session, onlyFollows, release } = await ports.pool.lease({
            target,
            ...(await planRoutes(request, aws, { ...ports, log, deadline })),
            routeChoice: routeChoiceOf(connection),
            preferredRoute: lastRoute,
            credentialsKey: settings.key,
            key: keyChoiceOf(connection),
            ...trust,
            deadline,
            push: (publicKey, limit) => pushKey({ instanceId, osUser, publicKey, availabilityZone }, limit),
            openTunnel,
            ...(jump && { leaseJump: jump.lease }),
            log,
        });
        last = { target, facts, session: session.facts };
        return { host: ports.hostOf(session), onlyFollows, release };
    };
    const found = () => {
        if (last === undefined) {
            throw new Error("nothing was reached yet");
        }
        return last;
    };
    const reached = () => ({ target: found().target, facts: found().session });
    const connect: Connect = async (limit, kind) => {
        // Within in both cases: waiting for a place on a connection prolongs the one, and never the operation itself.
        const deadline = limit.within(kind === "return" ? Number.POSITIVE_INFINITY : connection.connectTimeoutMs);
        let found: FoundTarget | undefined;
        try {
            found = await resolveTarget(
                {
                    instanceId,
                    connection,
                    recordedOsUser: last?.target.osUser ?? recorded?.osUser,
                    recordedTarget: placeOf(recorded),
                    // An instance that a script runs on was known to AWS: it is not waited for as a new one is.
                    operation: kind === "return" ? "read" : name,
                    age: kind === "return" ? "now" : "recent",
                    urn,
                },
                aws,
                { ...ports, log, deadline },
            );
            return await leaseTo(found, deadline);
        } catch (error) {
            const isOfJump = isProviderError(error) && error.failure.isAboutJumpHost === true;
            const failed = isOfJump ? jump?.lastFound() : found;
            const explained = await explainChangedKey(
                error,
                { instance: failed?.facts, consoleKeys },
                { log, deadline: limit },
            );
            const asked = { found: failed, access, ports, connection: isOfJump && via ? via : connection };
            const diagnosed = kind === "return" ? explained : await explainSignIn(explained, asked);
            const told = isOfJump && isProviderError(diagnosed) ? reworded(diagnosed, wordsOfJumpHost) : diagnosed;
            throw withinLimit(told, deadline.setBy);
        }
    };
    return {
        connect,
        connectAgain: (limit) => leaseTo(found(), limit),
        reached,
        lastReached: () => (last === undefined ? undefined : reached()),
    };
}

function keyChoiceOf({ keyType, privateKey, passphrase }: Inputs["connection"]): KeyChoice {
    return privateKey === undefined ? { kind: "fresh", type: keyType } : { kind: "own", privateKey, passphrase };
}

/** Region and account in state, for the message of an instance that is unknown here. */
function placeOf(recorded: Recorded | undefined): { region?: string; accountId?: string } {
    return {
        ...(recorded?.region !== undefined && { region: recorded.region }),
        ...(recorded?.accountId !== undefined && { accountId: recorded.accountId }),
    };
}
