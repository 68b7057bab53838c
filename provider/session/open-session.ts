import type { Clock } from "../base/clock";
import { isProviderError, type ProviderError } from "../base/error";
import type { Random } from "../base/random";
import type { ClientKey } from "./client-key";
import { type Dialled, dial, printAddress } from "./dial";
import { type HostKeyPlan, type HostKeyVerdict, withoutTypes } from "./host-key";
import { FRESH_ED25519, makeKeySource } from "./key-source";
import type { SessionRequest } from "./request";
import { hangUpError, hostKeyError, keyRefusedError, timeoutError } from "./session-errors";
import { type Handshake, shakeHands } from "./ssh-connection";
import { makeSession, type OpenSession } from "./ssh-session";

export interface OpenDeps {
    readonly clock: Clock;
    readonly random: Random;
}

/** One attempt that did not open a session, and how long to leave the host alone before the next. */
interface Setback {
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
/** An attempt that shall still succeed takes about as long. */
const LAST_ATTEMPT_MS = 1_000;
/** One that has less is not begun: cut short it would tell nothing, and hide what the one before it told. */
const LEAST_ATTEMPT_MS = 250;
/** sshd allows 6 tries a connection (MaxAuthTries). */
const OFFERS_PER_CONNECTION = 3;
/** A key that AWS has accepted may reach the instance a little later. */
const BEFORE_OFFER_MS = [0, 1_000, 3_000];

/**
 * Opens an authenticated connection: dial, key exchange, host key, and only then push and sign. Tries again until the
 * request's deadline while that can help, with a fresh key for each connection.
 * @throws {ProviderError} with the last setback's code and the time spent, or at once when waiting can't help.
 */
export async function openSession(
    request: SessionRequest,
    plan: HostKeyPlan,
    deps: OpenDeps,
): Promise<{ readonly session: OpenSession; readonly verdict: HostKeyVerdict }> {
    const startedAt = deps.clock.monotonicMs();
    let current = plan;
    let firstMismatch: ProviderError | undefined;
    let refusal: ProviderError | undefined;
    const keys = makeKeySource(request.key ?? FRESH_ED25519);
    for (let attempt = 0; ; attempt += 1) {
        const outcome = await tryOnce(request, current, keys, deps, attempt);
        if ("session" in outcome) {
            return outcome;
        }
        if ("refusedType" in outcome) {
            // A fingerprint does not tell its type: the server may hold the pinned key beside the one it chose to show.
            firstMismatch ??= outcome.error;
            current = withoutTypes(current, outcome.refusedType);
            if (outcome.refusedType === "" || current.types.length === 0) {
                throw firstMismatch;
            }
            continue;
        }
        const { error } = outcome;
        if (!error.failure.retryable) {
            throw error;
        }
        const isFirstRefusal = refusal === undefined && error.failure.code === "SSH_KEY_REFUSED";
        refusal = isFirstRefusal ? error : refusal;
        const pauseMs = pauseWithin(outcome, request.deadline.remainingMs());
        if (pauseMs === undefined) {
            // A sign-in that the deadline cuts short tells less than the refusals before it.
            const telling = error.failure.layer === "ssh" ? (refusal ?? error) : error;
            throw timeoutError(telling, request.target, deps.clock.monotonicMs() - startedAt);
        }
        tellSetback(request, error, isFirstRefusal);
        await deps.clock.sleep(pauseMs);
    }
}

/** How long to wait before the next attempt, less where it would be too late else; undefined: there is no time for another. */
function pauseWithin({ pauseMs, isPenalty = false }: Setback, remainingMs: number): number | undefined {
    if (pauseMs + LEAST_ATTEMPT_MS <= remainingMs) {
        return pauseMs;
    }
    return isPenalty || remainingMs <= LAST_ATTEMPT_MS ? undefined : remainingMs - LAST_ATTEMPT_MS;
}

/** A refused key is told at once and with its remedy: a wrong user would else show only when the whole time is over. */
function tellSetback({ log, deadline }: SessionRequest, error: ProviderError, isFirstRefusal: boolean): void {
    const { summary, remedies = [] } = error.failure;
    if (isFirstRefusal) {
        const seconds = Math.round(deadline.remainingMs() / 1000);
        log.warning(
            `${summary} ${remedies[0] ?? ""} It may also still be booting: trying again for up to ${seconds} s.`,
        );
    } else {
        log.status(`${summary} Trying again.`);
    }
}

type Attempt =
    | { readonly session: OpenSession; readonly verdict: HostKeyVerdict }
    | { readonly refusedType: string; readonly error: ProviderError }
    | Setback;

async function tryOnce(
    request: SessionRequest,
    plan: HostKeyPlan,
    keys: ReturnType<typeof makeKeySource>,
    deps: OpenDeps,
    attempt: number,
): Promise<Attempt> {
    const { target } = request;
    const backoffMs = (BACKOFF_MS[attempt] ?? 5_000) * (0.75 + deps.random.fraction() / 2);
    keys.prepare();
    let dialled: Dialled;
    try {
        dialled = await dialWithin(request);
    } catch (error) {
        if (isProviderError(error)) {
            return { error, pauseMs: backoffMs };
        }
        throw error;
    }
    const key = await keyOrHangUp(keys.next(), dialled);
    let requestId = "";
    const handshake = await shakeHands(
        dialled,
        plan,
        {
            osUser: target.osUser,
            privateKey: key.privateKey,
            maxOffers: OFFERS_PER_CONNECTION,
            push: async (offer) => {
                await deps.clock.sleep(BEFORE_OFFER_MS[offer - 1] ?? 0);
                requestId = (await request.push(key.publicKeyLine, request.deadline)).requestId;
            },
        },
        { clock: deps.clock, deadline: request.deadline.within(HANDSHAKE_LIMIT_MS) },
    );
    if (handshake.kind === "open") {
        const facts = { keyFingerprint: key.fingerprint, requestId, hostKeyFingerprint: handshake.hostKeyFingerprint };
        return {
            session: makeSession(handshake.client, facts, dialled.socket, deps.clock),
            verdict: handshake.verdict,
        };
    }
    return setbackOf(handshake, request, plan, backoffMs, deps.random);
}

/** The key; without one the open socket must not stay behind. */
async function keyOrHangUp(making: Promise<ClientKey>, { socket }: Dialled): Promise<ClientKey> {
    try {
        return await making;
    } catch (error) {
        socket.destroy();
        throw error;
    }
}

async function dialWithin(request: SessionRequest): Promise<Dialled> {
    const { address, port } = request.target;
    const limit = request.deadline.within(DIAL_LIMIT_MS);
    request.log.status(`connecting to ${printAddress(address, port)} as ${request.target.osUser}`);
    return limit.race(
        (signal) => dial(address, port, signal),
        () => hangUpError(request.target, "", "no answer", "network"),
    );
}

function setbackOf(
    handshake: Exclude<Handshake, { kind: "open" }>,
    request: SessionRequest,
    plan: HostKeyPlan,
    backoffMs: number,
    random: { fraction(): number },
): Attempt {
    switch (handshake.kind) {
        case "wrong-host-key":
            return {
                refusedType: handshake.type,
                error: hostKeyError(request.target, handshake.fingerprint, handshake.expected),
            };
        case "no-host-key-type":
            return { refusedType: "", error: hostKeyError(request.target, "", plan.pinned) };
        case "key-refused":
            return {
                error: keyRefusedError(request.target),
                pauseMs: AFTER_REFUSED_KEY_MS + random.fraction() * 1_000,
                isPenalty: true,
            };
        case "hung-up": {
            const penalised = /not allowed at this time/i.test(handshake.greeting);
            return {
                error: hangUpError(request.target, handshake.greeting, handshake.reason, "ssh"),
                pauseMs: penalised ? AFTER_PENALTY_MS : backoffMs,
                isPenalty: penalised,
            };
        }
    }
}
