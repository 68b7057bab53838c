import type { Clock } from "../base/clock";
import { isProviderError, type ProviderError } from "../base/error";
import type { Random } from "../base/random";
import type { Route } from "../instance/way";
import type { ClientKey } from "./client-key";
import type { RouteDeps, RouteOrder } from "./dial-one-route";
import { type DialledRoute, dialRoutes } from "./dial-routes";
import type { Dialled } from "./greeting";
import type { HostKeyPlan, HostKeyVerdict } from "./host-key";
import type { makeKeySource } from "./key-source";
import { hasOtherRoute } from "./other-route";
import type { SessionRequest, SshHost } from "./request";
import { tunnelClosedError } from "./route-errors";
import { hangUpError, hostKeyError, noCommonAlgorithmError } from "./session-errors";
import { accountRefusedError, keyRefusedError, moreThanKeyError, noKeyMethodError } from "./sign-in-errors";
import { type Handshake, shakeHands } from "./ssh-connection";
import { makeSession, type OpenSession } from "./ssh-session";

export interface OpenDeps extends RouteDeps {
    readonly clock: Clock;
    readonly random: Random;
    /** Hears of each attempt that opened no session, before the next. */
    readonly onSetback?: (error: ProviderError) => void;
}

/** One attempt that did not open a session, and how long to leave the host alone before the next. */
export interface Setback {
    readonly error: ProviderError;
    readonly pauseMs: number;
    /** sshd wants it, so that it must not be cut short. */
    readonly isPenalty?: boolean;
    /** The route that was open and led to no session. */
    readonly route?: Route;
    readonly waitedMs?: number;
}

const HANDSHAKE_LIMIT_MS = 110_000;
/** What takes a connection and says nothing is left for another route; sshd says its name at once. */
const SILENCE_MS = 5_000;
const BACKOFF_MS = [300, 700, 1_500, 3_000, 5_000];
/** OpenSSH >= 9.8 penalises refused sign-ins (PerSourcePenalties): spaced like this they never add up to a block. */
const AFTER_REFUSED_KEY_MS = 6_000;
const AFTER_PENALTY_MS = 20_000;
/** sshd allows 6 tries a connection (MaxAuthTries). */
const OFFERS_PER_CONNECTION = 3;
/** A key that was pushed may reach the host a little later. */
const BEFORE_OFFER_MS = [0, 1_000, 3_000];

/** An attempt that opened no session: a setback, or a host key of some type that is not the expected one. */
export type FailedAttempt =
    | { readonly refusedType: string; readonly error: ProviderError; readonly route: Route; readonly waitedMs?: number }
    | Setback;

/** How one attempt ended. */
type Attempt =
    | { readonly session: OpenSession; readonly verdict: HostKeyVerdict; readonly route: Route }
    | FailedAttempt;

/** One attempt to open a session, with all that it goes by. */
interface AttemptRequest extends RouteOrder {
    readonly request: SessionRequest;
    readonly plan: HostKeyPlan;
    readonly keys: ReturnType<typeof makeKeySource>;
    readonly deps: OpenDeps;
    /** Counts from 0. */
    readonly attempt: number;
}

/**
 * Makes one attempt: dial, key exchange, host key, and only then push and sign.
 * @throws {ProviderError} the key can't be made or pushed: another attempt would end no better.
 */
export async function attemptSession(asked: AttemptRequest): Promise<Attempt> {
    const { request, plan, keys, deps, attempt } = asked;
    const { target } = request;
    const backoffMs = (BACKOFF_MS[attempt] ?? 5_000) * (0.75 + deps.random.fraction() / 2);
    keys.prepare();
    let found: DialledRoute;
    try {
        found = await dialRoutes(request, asked, deps);
    } catch (error) {
        if (isProviderError(error)) {
            return { error, pauseMs: backoffMs };
        }
        throw error;
    }
    const { dialled, route, waitedMs, jump } = found;
    const total = request.deadline.extendedBy(waitedMs);
    const key = await keyOrHangUp(keys.next(), dialled);
    let requestId = "";
    const signIn = {
        osUser: target.osUser,
        privateKey: key.privateKey,
        maxOffers: OFFERS_PER_CONNECTION,
        push: async (offer: number) => {
            await deps.clock.sleep(BEFORE_OFFER_MS[offer - 1] ?? 0);
            requestId = (await request.push(key.publicKeyLine, total)).requestId;
        },
    };
    const deadline = total.within(HANDSHAKE_LIMIT_MS);
    const handshake = await shakeHands({
        dialled,
        plan,
        signIn,
        clock: deps.clock,
        deadline,
        silenceMs: hasOtherRoute(request, [...asked.avoided, route.name]) ? SILENCE_MS : undefined,
    });
    if (handshake.kind === "open") {
        const { hostKeyFingerprint, hostKey } = handshake;
        const facts = {
            keyFingerprint: key.fingerprint,
            requestId,
            hostKeyFingerprint,
            route: route.name,
            address: route.way.address,
            ...(jump && { via: { instanceId: jump.instanceId, hostKey: jump.hostKeyFingerprint } }),
        };
        return {
            session: makeSession({
                client: handshake.client,
                stream: dialled.stream,
                facts,
                hostKey,
                clock: deps.clock,
            }),
            verdict: handshake.verdict,
            route,
        };
    }
    return { ...setbackOf(handshake, { target, plan, backoffMs, random: deps.random, route }), route, waitedMs };
}

/** The key; without one the open stream must not stay behind. */
async function keyOrHangUp(making: Promise<ClientKey>, { stream }: Dialled): Promise<ClientKey> {
    try {
        return await making;
    } catch (error) {
        stream.destroy();
        throw error;
    }
}

interface SetbackContext {
    readonly target: SshHost;
    readonly plan: HostKeyPlan;
    readonly backoffMs: number;
    readonly random: Random;
    readonly route: Route;
}

type Failed = Setback | { readonly refusedType: string; readonly error: ProviderError };

function setbackOf(
    handshake: Exclude<Handshake, { kind: "open" }>,
    { target, plan, backoffMs, random, route }: SetbackContext,
): Failed {
    const met = { target, route };
    switch (handshake.kind) {
        case "wrong-host-key":
            return {
                refusedType: handshake.type,
                error: hostKeyError(met, handshake.fingerprint, handshake.expected),
            };
        case "no-host-key-type":
            return { refusedType: "", error: hostKeyError(met, "", plan.pinned) };
        case "nothing-in-common":
            return { error: noCommonAlgorithmError(met, handshake.missing), pauseMs: 0 };
        case "more-than-key":
            return { error: moreThanKeyError(met, handshake.asked), pauseMs: 0 };
        case "no-key-method":
            return { error: noKeyMethodError(met, handshake.asked), pauseMs: 0 };
        case "key-refused":
            return {
                error: keyRefusedError(met, handshake.banner),
                pauseMs: AFTER_REFUSED_KEY_MS + random.fraction() * 1_000,
                isPenalty: true,
            };
        case "account-refused":
            // Penalised as well; but a host that boots may let the user in at the last moment.
            return {
                error: accountRefusedError(met, handshake.banner),
                pauseMs: AFTER_REFUSED_KEY_MS + random.fraction() * 1_000,
            };
        case "tunnel-closed":
            return { error: tunnelClosedError(target, route, handshake.closed), pauseMs: backoffMs };
        case "hung-up": {
            const penalised = /not allowed at this time/i.test(handshake.greeting);
            return {
                error: hangUpError(met, handshake.greeting, handshake.reason),
                pauseMs: penalised ? AFTER_PENALTY_MS : backoffMs,
                isPenalty: penalised,
            };
        }
    }
}
