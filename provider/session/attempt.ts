import type { Clock } from "../base/clock";
import { isProviderError, type ProviderError } from "../base/error";
import type { Random } from "../base/random";
import type { ClientKey } from "./client-key";
import { type Dial, dial } from "./dial";
import { type Dialled, rememberGreeting } from "./greeting";
import type { HostKeyPlan, HostKeyVerdict } from "./host-key";
import type { makeKeySource } from "./key-source";
import { printAddress } from "./print-address";
import { type SessionRequest, type SshHost, wayOf } from "./request";
import { hangUpError, hostKeyError, keyRefusedError, noCommonAlgorithmError } from "./session-errors";
import { type Handshake, shakeHands } from "./ssh-connection";
import { makeSession, type OpenSession } from "./ssh-session";

export interface OpenDeps {
    readonly clock: Clock;
    readonly random: Random;
    /** Opens the stream to sshd. @default dials every kind of way itself */
    readonly dial?: Dial;
    /** Hears of each attempt that opened no session, before the next. */
    readonly onSetback?: (error: ProviderError) => void;
}

/** One attempt that did not open a session, and how long to leave the host alone before the next. */
export interface Setback {
    readonly error: ProviderError;
    readonly pauseMs: number;
    /** sshd wants it, so that it must not be cut short. */
    readonly isPenalty?: boolean;
}

const DIAL_LIMIT_MS = 15_000;
const HANDSHAKE_LIMIT_MS = 110_000;
const BACKOFF_MS = [300, 700, 1_500, 3_000, 5_000];
/** OpenSSH >= 9.8 penalises refused sign-ins (PerSourcePenalties): spaced like this they never add up to a block. */
const AFTER_REFUSED_KEY_MS = 6_000;
const AFTER_PENALTY_MS = 20_000;
/** sshd allows 6 tries a connection (MaxAuthTries). */
const OFFERS_PER_CONNECTION = 3;
/** A key that was pushed may reach the host a little later. */
const BEFORE_OFFER_MS = [0, 1_000, 3_000];

/** How one attempt ended. */
type Attempt =
    | { readonly session: OpenSession; readonly verdict: HostKeyVerdict }
    | { readonly refusedType: string; readonly error: ProviderError }
    | Setback;

/** One attempt to open a session, with all that it goes by. */
interface AttemptRequest {
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
export async function attemptSession({ request, plan, keys, deps, attempt }: AttemptRequest): Promise<Attempt> {
    const { target } = request;
    const backoffMs = (BACKOFF_MS[attempt] ?? 5_000) * (0.75 + deps.random.fraction() / 2);
    keys.prepare();
    let dialled: Dialled;
    try {
        dialled = await dialWithin(request, deps.dial ?? dial);
    } catch (error) {
        if (isProviderError(error)) {
            return { error, pauseMs: backoffMs };
        }
        throw error;
    }
    const key = await keyOrHangUp(keys.next(), dialled);
    let requestId = "";
    const signIn = {
        osUser: target.osUser,
        privateKey: key.privateKey,
        maxOffers: OFFERS_PER_CONNECTION,
        push: async (offer: number) => {
            await deps.clock.sleep(BEFORE_OFFER_MS[offer - 1] ?? 0);
            requestId = (await request.push(key.publicKeyLine, request.deadline)).requestId;
        },
    };
    const deadline = request.deadline.within(HANDSHAKE_LIMIT_MS);
    const handshake = await shakeHands({ dialled, plan, signIn, clock: deps.clock, deadline });
    if (handshake.kind === "open") {
        const facts = { keyFingerprint: key.fingerprint, requestId, hostKeyFingerprint: handshake.hostKeyFingerprint };
        return {
            session: makeSession({ client: handshake.client, stream: dialled.stream, facts, clock: deps.clock }),
            verdict: handshake.verdict,
        };
    }
    return setbackOf(handshake, { target, plan, backoffMs, random: deps.random });
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

async function dialWithin(request: SessionRequest, open: Dial): Promise<Dialled> {
    const { address, port } = request.target;
    const limit = request.deadline.within(DIAL_LIMIT_MS);
    request.log.status(`Connecting to ${printAddress(address, port)} as ${request.target.osUser}`);
    const stream = await limit.race(
        (signal) => open(wayOf(request), signal),
        () => hangUpError(request.target, "", "no answer", "network"),
    );
    return rememberGreeting(stream);
}

interface SetbackContext {
    readonly target: SshHost;
    readonly plan: HostKeyPlan;
    readonly backoffMs: number;
    readonly random: Random;
}

function setbackOf(
    handshake: Exclude<Handshake, { kind: "open" }>,
    { target, plan, backoffMs, random }: SetbackContext,
): Attempt {
    switch (handshake.kind) {
        case "wrong-host-key":
            return {
                refusedType: handshake.type,
                error: hostKeyError(target, handshake.fingerprint, handshake.expected),
            };
        case "no-host-key-type":
            return { refusedType: "", error: hostKeyError(target, "", plan.pinned) };
        case "nothing-in-common":
            return { error: noCommonAlgorithmError(target, handshake.missing), pauseMs: 0 };
        case "key-refused":
            return {
                error: keyRefusedError(target),
                pauseMs: AFTER_REFUSED_KEY_MS + random.fraction() * 1_000,
                isPenalty: true,
            };
        case "hung-up": {
            const penalised = /not allowed at this time/i.test(handshake.greeting);
            return {
                error: hangUpError(target, handshake.greeting, handshake.reason, "ssh"),
                pauseMs: penalised ? AFTER_PENALTY_MS : backoffMs,
                isPenalty: penalised,
            };
        }
    }
}
