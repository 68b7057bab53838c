import type { Client } from "ssh2";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { fingerprintOfBlob } from "../base/host-key-line";
import { algorithmsFor } from "./algorithms";
import { beginSignInAtOnce } from "./begin-sign-in";
import { findNothingInCommon, type NothingInCommon } from "./common-algorithms";
import { gatherWrites } from "./gather-writes";
import type { Dialled } from "./greeting";
import { type HostKeyPlan, type HostKeyVerdict, judgeHostKey, typeOfBlob } from "./host-key";
import { joinIdentification } from "./join-identification";
import { leaveHostKeys } from "./leave-host-keys";
import { readyCipherKeys } from "./ready-cipher-keys";
import { signAtOnce } from "./sign-at-once";
import { makeSignIn, type SignIn, type SignInProgress, type SignInRefusal } from "./sign-in";
import { TunnelClosedError } from "./tunnel-closed";

/** One stream to be taken as far as a signed-in connection. */
interface HandshakeRequest {
    readonly dialled: Dialled;
    readonly plan: HostKeyPlan;
    readonly signIn: SignIn;
    readonly clock: Clock;
    readonly deadline: Deadline;
    /** How long a server may say nothing at all. @default as long as there is time */
    readonly silenceMs?: number | undefined;
}

/** How an attempt on one dialled stream ended. */
export type Handshake =
    | {
          readonly kind: "open";
          readonly client: Client;
          readonly hostKeyFingerprint: string;
          /** `type base64` */
          readonly hostKey: string;
          readonly verdict: HostKeyVerdict;
      }
    | {
          readonly kind: "wrong-host-key";
          readonly fingerprint: string;
          readonly type: string;
          readonly expected: readonly string[];
      }
    | { readonly kind: "no-host-key-type" }
    | SignInRefusal
    /** sshd ended the sign-in by itself after it had the key, mostly in the name of PAM. */
    | { readonly kind: "account-refused"; readonly banner: string }
    | { readonly kind: "nothing-in-common"; readonly missing: NothingInCommon }
    | { readonly kind: "tunnel-closed"; readonly closed: TunnelClosedError }
    | { readonly kind: "hung-up"; readonly greeting: string; readonly reason: string };

/** Of a tunnel that was cut (RFC 6455, 7.4.1). */
const ABNORMAL_CLOSURE = 1_006;

/** Sent so that a dead peer is noticed: three unanswered messages, 10 s apart, end the connection. */
const KEEPALIVE = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };

/** The host key that the server showed. */
interface Seen {
    fingerprint: string;
    type: string;
    line: string;
    verdict: HostKeyVerdict | undefined;
}

/**
 * Takes a dialled stream through key exchange, host key check, push and authentication.
 * The outcome is a value; it throws only what `push` throws, and when the deadline passes. The stream is closed unless open.
 */
export function shakeHands({
    dialled,
    plan,
    signIn,
    clock,
    deadline,
    silenceMs,
}: HandshakeRequest): Promise<Handshake> {
    const vendor = require("ssh2") as typeof import("ssh2");
    const client = new vendor.Client();
    const seen: Seen = { fingerprint: "", type: "", line: "", verdict: undefined };
    return new Promise<Handshake>((resolve, reject) => {
        let settled = false;
        const progress = makeSignIn(signIn, {
            onRefused: (refusal) => settle(() => resolve(refusal)),
            onError: (error) => settle(() => reject(error)),
        });
        const cancelTimer = clock.after(Math.min(deadline.remainingMs(), 2 ** 31 - 1), () =>
            settle(() =>
                resolve(
                    // A key that was refused tells more than the next offer, which was cut short.
                    progress.refusals() > 0
                        ? { kind: "key-refused", banner: progress.banner() }
                        : { kind: "hung-up", greeting: "", reason: "no answer before the deadline" },
                ),
            ),
        );
        const stopListening =
            silenceMs === undefined
                ? () => {}
                : clock.after(silenceMs, () => {
                      if (dialled.isSilent()) {
                          settle(() => resolve({ kind: "hung-up", greeting: "", reason: "the server says nothing" }));
                      }
                  });
        const settle = (outcome: () => void, keep = false) => {
            if (settled) {
                return;
            }
            settled = true;
            cancelTimer();
            stopListening();
            if (!keep) {
                dialled.stream.destroy();
            }
            outcome();
        };
        client.on("banner", progress.onBanner);
        // A permanent listener: ssh2 can emit several errors, and one without a listener would end the process.
        client.on("error", (error: Error & { level?: string }) => {
            settle(() => resolve(outcomeOf(error, plan, seen, { dialled, progress })));
        });
        client.once("ready", () =>
            settle(
                () =>
                    resolve({
                        kind: "open",
                        client,
                        hostKeyFingerprint: seen.fingerprint,
                        hostKey: seen.line,
                        verdict: seen.verdict as HostKeyVerdict,
                    }),
                true,
            ),
        );
        // A server that hangs up before the key exchange ends gives no 'error' at all, and a cut tunnel only 'end'.
        const onHangUp = () =>
            settle(() => resolve(hangUpOf(dialled.stream.errored ?? undefined, { dialled, progress })));
        // It may have ended while the key was made.
        if (dialled.stream.destroyed) {
            onHangUp();
            return;
        }
        client.once("end", onHangUp);
        client.once("close", onHangUp);
        dialled.stream.once("close", onHangUp);
        gatherWrites(dialled.stream);
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
                seen.line = `${seen.type} ${key.toString("base64")}`;
                seen.verdict = judgeHostKey(plan, fingerprint);
                return seen.verdict.kind !== "refused";
            },
            authHandler: progress.handler as never,
        });
        beginSignInAtOnce(client);
        signAtOnce(client);
        leaveHostKeys(client);
        readyCipherKeys(client);
        joinIdentification(client);
        // ssh2 resumes the stream when it listens, which it does later if it has just been loaded. Until then nothing may flow.
    });
}

function outcomeOf(
    error: Error & { level?: string },
    plan: HostKeyPlan,
    seen: Seen,
    { dialled, progress }: { readonly dialled: Dialled; readonly progress: SignInProgress },
): Handshake {
    if (seen.verdict?.kind === "refused") {
        return {
            kind: "wrong-host-key",
            fingerprint: seen.fingerprint,
            type: seen.type,
            expected: seen.verdict.expected,
        };
    }
    // The latter ends the connection of an sshd with a small MaxAuthTries.
    if (error.level === "client-authentication" || /too many authentication failures/i.test(error.message)) {
        return { kind: "key-refused", banner: progress.banner() };
    }
    if (/no matching host key/i.test(error.message) && plan.pinned.length + plan.recorded.length > 0) {
        return { kind: "no-host-key-type" };
    }
    const missing = findNothingInCommon(algorithmsFor(plan.types), dialled.offer());
    if (missing !== undefined && /no matching/i.test(error.message)) {
        return { kind: "nothing-in-common", missing };
    }
    return hangUpOf(error, { dialled, progress });
}

/** What a connection came to that ended, with an error if it did not end properly. */
function hangUpOf(
    cause: Error | undefined,
    { dialled, progress }: { readonly dialled: Dialled; readonly progress: SignInProgress },
): Handshake {
    const closed = cause instanceof TunnelClosedError ? cause : undefined;
    // sshd closes properly, after it has said why; a link that breaks meanwhile does not.
    if (progress.isAnswered() && (closed === undefined ? cause === undefined : closed.closeCode !== ABNORMAL_CLOSURE)) {
        return { kind: "account-refused", banner: progress.banner() };
    }
    const greeting = dialled.greeting();
    // The endpoint ends a tunnel when sshd ends the connection; what sshd said before tells more.
    return closed !== undefined && greeting === ""
        ? { kind: "tunnel-closed", closed }
        : { kind: "hung-up", greeting, reason: cause?.message ?? "the connection was closed" };
}
