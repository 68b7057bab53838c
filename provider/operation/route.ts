import type { AwsSettings } from "../aws";
import type { Deadline } from "../base/deadline";
import { withinLimit } from "../base/error";
import type { Connect, HostLease } from "../host";
import type { Inputs } from "../inputs/inputs";
import { awaitConsoleKeys, resolveTarget, type Target, wayTo } from "../instance";
import type { KeyChoice } from "../session";
import type { SessionFacts, SessionLease } from "../session/session";
import type { Recorded } from "../state";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";

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
}

export function makeRoute(ports: OperationPorts, operation: Operation, settings: AwsSettings): InstanceRoute {
    const { inputs, recorded, name, log } = operation;
    const { connection, instanceId, urn } = inputs;
    const { aws, pushKey } = ports.awsFor(settings);
    let last: Reached | undefined;
    /** Host keys to compare with when neither the program nor state has one, and the first key met is not to be trusted. */
    const trustFor = async ({ instanceId: id }: Target, deadline: Deadline) => {
        const isKnown = connection.hostKeys.length + (recorded?.hostKeys.length ?? 0) > 0 || last !== undefined;
        return connection.hostKeyPolicy === "console" && !isKnown
            ? ({
                  hostKeyPolicy: "pinned",
                  hostKeys: await awaitConsoleKeys(id, aws, { ...ports, log, deadline }),
              } as const)
            : { hostKeyPolicy: connection.hostKeyPolicy, hostKeys: connection.hostKeys };
    };
    const leaseTo = async (target: Target, deadline: Deadline) =>
        ports.pool.lease({
            target,
            way: wayTo(target),
            credentialsKey: settings.key,
            key: keyChoiceOf(connection),
            ...(await trustFor(target, deadline)),
            recordedHostKeys: last === undefined ? (recorded?.hostKeys ?? []) : [last.facts.hostKeyFingerprint],
            deadline,
            push: (publicKey, limit) => {
                const { osUser, availabilityZone } = target;
                return pushKey({ instanceId, osUser, publicKey, availabilityZone }, limit);
            },
            log,
        });
    const hostLease = ({ session, release }: SessionLease): HostLease => ({ host: ports.hostOf(session), release });
    const reached = () => {
        if (last === undefined) {
            throw new Error("nothing was reached yet");
        }
        return last;
    };
    const connect: Connect = async (limit, kind) => {
        // Within in both cases: waiting for a place on a connection prolongs the one, and never the operation itself.
        const deadline = limit.within(kind === "return" ? Number.POSITIVE_INFINITY : connection.connectTimeoutMs);
        try {
            const target = await resolveTarget(
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
            const lease = await leaseTo(target, deadline);
            last = { target, facts: lease.session.facts };
            return hostLease(lease);
        } catch (error) {
            throw withinLimit(error, deadline.setBy);
        }
    };
    return {
        connect,
        connectAgain: async (limit) => hostLease(await leaseTo(reached().target, limit)),
        reached,
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
