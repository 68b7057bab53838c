import type { Duplex } from "node:stream";
import type { Deadline } from "../../base/deadline";
import { isProviderError } from "../../base/error";
import { planRoutes } from "../../instance";
import { dialRoutes, type SessionRequest } from "../../session";
import { findHostTrust, type HostTrust, knowsHostKey } from "../host-trust";
import { routeChoiceOf } from "../route-choice";
import { explainByHand } from "./explain-by-hand";
import type { FoundByHand, HandPorts, HandRequest } from "./find-by-hand";

/** A stream to the sshd of an instance, and by what its host key is to be judged. */
export interface OpenedWay {
    readonly stream: Duplex;
    /** The name of the route that was taken. */
    readonly route: string;
    /** Its `hostKeys` are public key lines. */
    readonly trust: HostTrust;
}

const PAUSE_MS = 1_000;

/**
 * Opens a stream to the instance by the first of its routes that answers, and tries again while sshd may still come up. The host keys to
 * expect are known before anything is dialled.
 * @throws {ProviderError} no route has answered in time, or none ever will. The error holds what the sign-in doctor found.
 */
export async function openWay(
    request: HandRequest & { readonly found: FoundByHand },
    ports: HandPorts,
    deadline: Deadline,
): Promise<OpenedWay> {
    const { connection, knownHostKeys, found } = request;
    const { access, log, clock, random } = ports;
    const { target, facts } = found;
    const trust = await findHostTrust(
        { connection: { ...connection, hostKeys: [...connection.hostKeys, ...knownHostKeys] }, recordedHostKeys: [] },
        { instance: facts, consoleKeys: access.consoleKeys },
        { log, deadline },
    );
    const wanted: SessionRequest = {
        target,
        ...(await planRoutes({ facts, connection, knowsHostKey: knowsHostKey(trust) }, access.aws, {
            clock,
            random,
            log,
            deadline,
        })),
        routeChoice: routeChoiceOf(connection),
        credentialsKey: "",
        ...trust,
        deadline,
        // Whoever speaks SSH on the stream has its own key.
        push: () => Promise.reject(new Error("a way pushes no key")),
        openTunnel: access.openTunnel,
        log,
    };
    const order = { preferred: undefined, avoided: [], shown: new Set<string>() };
    for (;;) {
        try {
            const { dialled, route } = await dialRoutes(wanted, order, ports);
            return { stream: dialled.stream, route: route.name, trust };
        } catch (error) {
            const mayPass = isProviderError(error) && error.failure.retryable;
            if (!mayPass || deadline.remainingMs() <= PAUSE_MS) {
                throw await explainByHand(error, request, { ports, deadline });
            }
            log.status(`${error.failure.summary} Trying again.`);
            await clock.sleep(PAUSE_MS);
        }
    }
}
