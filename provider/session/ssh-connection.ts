import { Client } from "ssh2";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { fingerprintOfBlob } from "../base/host-key-line";
import { algorithmsFor } from "./algorithms";
import { findNothingInCommon, type NothingInCommon } from "./common-algorithms";
import type { Dialled } from "./greeting";
import { type HostKeyPlan, type HostKeyVerdict, judgeHostKey, typeOfBlob } from "./host-key";
import { joinIdentification } from "./join-identification";
import { signAtOnce } from "./sign-at-once";
import { TunnelClosedError } from "./tunnel-closed";

/** What the sign-in needs from outside: the push happens inside the authentication step, after the host key is accepted. */
export interface SignIn {
    readonly osUser: string;
    readonly privateKey: Buffer;
    /** Pushes the public key; called again before each further offer. `offer` counts from 1. */
    readonly push: (offer: number) => Promise<void>;
    readonly maxOffers: number;
}

/** One stream to be taken as far as a signed-in connection. */
interface HandshakeRequest {
    readonly dialled: Dialled;
    readonly plan: HostKeyPlan;
    readonly signIn: SignIn;
    readonly clock: Clock;
    readonly deadline: Deadline;
}

/** How an attempt on one dialled stream ended. */
export type Handshake =
    | {
          readonly kind: "open";
          readonly client: Client;
          readonly hostKeyFingerprint: string;
          readonly verdict: HostKeyVerdict;
      }
    | {
          readonly kind: "wrong-host-key";
          readonly fingerprint: string;
          readonly type: string;
          readonly expected: readonly string[];
      }
    | { readonly kind: "no-host-key-type" }
    | { readonly kind: "key-refused" }
    /** sshd took the key, and wants one of these as well. */
    | { readonly kind: "more-than-key"; readonly asked: readonly string[] }
    | { readonly kind: "nothing-in-common"; readonly missing: NothingInCommon }
    | { readonly kind: "tunnel-closed"; readonly closed: TunnelClosedError }
    | { readonly kind: "hung-up"; readonly greeting: string; readonly reason: string };

/** Sent so that a dead peer is noticed: three unanswered messages, 10 s apart, end the connection. */
const KEEPALIVE = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };

/** What was seen of the server so far. */
interface Seen {
    fingerprint: string;
    type: string;
    verdict: HostKeyVerdict | undefined;
    /** How many offers of our key it has refused. */
    refusals: number;
}

/**
 * Takes a dialled stream through key exchange, host key check, push and authentication.
 * The outcome is a value; it throws only what `push` throws, and when the deadline passes. The stream is closed unless open.
 */
export function shakeHands({ dialled, plan, signIn, clock, deadline }: HandshakeRequest): Promise<Handshake> {
    const client = new Client();
    const seen: Seen = { fingerprint: "", type: "", verdict: undefined, refusals: 0 };
    return new Promise<Handshake>((resolve, reject) => {
        let reason = "";
        let settled = false;
        const cancelTimer = clock.after(Math.min(deadline.remainingMs(), 2 ** 31 - 1), () =>
            settle(() =>
                resolve(
                    // A key that was refused tells more than the next offer, which was cut short.
                    seen.refusals > 0
                        ? { kind: "key-refused" }
                        : { kind: "hung-up", greeting: "", reason: "no answer before the deadline" },
                ),
            ),
        );
        const settle = (outcome: () => void, keep = false) => {
            if (settled) {
                return;
            }
            settled = true;
            cancelTimer();
            if (!keep) {
                dialled.stream.destroy();
            }
            outcome();
        };
        // A permanent listener: ssh2 can emit several errors, and one without a listener would end the process.
        client.on("error", (error: Error & { level?: string }) => {
            reason ||= error.message;
            settle(() => resolve(outcomeOf(error, plan, seen, dialled)));
        });
        client.once("ready", () =>
            settle(
                () =>
                    resolve({
                        kind: "open",
                        client,
                        hostKeyFingerprint: seen.fingerprint,
                        verdict: seen.verdict as HostKeyVerdict,
                    }),
                true,
            ),
        );
        // A server that hangs up before the key exchange ends gives no 'error' at all, and a cut tunnel only 'end'.
        const onHangUp = () => {
            const { errored } = dialled.stream;
            const closed = errored instanceof TunnelClosedError ? errored : undefined;
            const why = reason || errored?.message || "the connection was closed";
            settle(() =>
                resolve(
                    closed === undefined
                        ? { kind: "hung-up", greeting: dialled.greeting(), reason: why }
                        : { kind: "tunnel-closed", closed },
                ),
            );
        };
        // It may have ended while the key was made.
        if (dialled.stream.destroyed) {
            onHangUp();
            return;
        }
        client.once("end", onHangUp);
        client.once("close", onHangUp);
        dialled.stream.once("close", onHangUp);
        client.connect({
            sock: dialled.stream,
            username: signIn.osUser,
            algorithms: algorithmsFor(plan.types),
            readyTimeout: 0,
            ...KEEPALIVE,
            // Synchronous and exactly boolean: ssh2 takes a promise for "yes", and asks again at each rekey.
            hostVerifier: (key: Buffer): boolean => {
                const fingerprint = fingerprintOfBlob(key);
                if (seen.verdict !== undefined) {
                    return fingerprint === seen.fingerprint;
                }
                seen.fingerprint = fingerprint;
                seen.type = typeOfBlob(key);
                seen.verdict = judgeHostKey(plan, fingerprint);
                return seen.verdict.kind !== "refused";
            },
            authHandler: makeAuthHandler({ signIn, seen, settle, resolve, reject }) as never,
        });
        signAtOnce(client);
        joinIdentification(client);
        dialled.stream.resume();
    });
}

/** Offers the one key that we have, pushed anew each time; nothing else is ever tried. */
function makeAuthHandler({
    signIn,
    seen,
    settle,
    resolve,
    reject,
}: {
    readonly signIn: SignIn;
    readonly seen: Seen;
    readonly settle: (outcome: () => void) => void;
    readonly resolve: (handshake: Handshake) => void;
    readonly reject: (error: unknown) => void;
}): (methodsLeft: string[] | null, partial: boolean | null, offer: (method: unknown) => void) => void {
    let offers = 0;
    return (methodsLeft, partial, offer) => {
        if (partial === true) {
            settle(() => resolve({ kind: "more-than-key", asked: methodsLeft ?? [] }));
            return;
        }
        if (methodsLeft !== null && (offers >= signIn.maxOffers || !methodsLeft.includes("publickey"))) {
            settle(() => resolve({ kind: "key-refused" }));
            return;
        }
        seen.refusals = offers;
        offers += 1;
        signIn
            .push(offers)
            .then(() => offer({ type: "publickey", username: signIn.osUser, key: signIn.privateKey }))
            .catch((error: unknown) => settle(() => reject(error)));
    };
}

function outcomeOf(error: Error & { level?: string }, plan: HostKeyPlan, seen: Seen, dialled: Dialled): Handshake {
    if (seen.verdict?.kind === "refused") {
        return {
            kind: "wrong-host-key",
            fingerprint: seen.fingerprint,
            type: seen.type,
            expected: seen.verdict.expected,
        };
    }
    if (error instanceof TunnelClosedError) {
        return { kind: "tunnel-closed", closed: error };
    }
    if (error.level === "client-authentication") {
        return { kind: "key-refused" };
    }
    if (/no matching host key/i.test(error.message) && plan.pinned.length + plan.recorded.length > 0) {
        return { kind: "no-host-key-type" };
    }
    const missing = findNothingInCommon(algorithmsFor(plan.types), dialled.offer());
    if (missing !== undefined && /no matching/i.test(error.message)) {
        return { kind: "nothing-in-common", missing };
    }
    return { kind: "hung-up", greeting: dialled.greeting(), reason: error.message };
}
