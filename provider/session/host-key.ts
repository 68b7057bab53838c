import { fingerprintOfKeyLine } from "../base/host-key-line";
import type { HostKeyPolicy } from "../inputs/inputs";
import { HOST_KEY_TYPES } from "./algorithms";

/** What a connection must check before anything is sent: known before it is opened, since ssh2 asks synchronously. */
export interface HostKeyPlan {
    readonly policy: HostKeyPolicy;
    /** Fingerprints that the program gave, from `connection.hostKeys`. */
    readonly pinned: readonly string[];
    /** Fingerprints that state holds for this instance id, or that this process has met before. */
    readonly recorded: readonly string[];
    /** Host key types to ask for. A type that we hold no pin for must not be what the server chooses. */
    readonly types: readonly HostKeyType[];
}

export type HostKeyType = (typeof HOST_KEY_TYPES)[number];

export type HostKeyVerdict =
    | { readonly kind: "accepted"; readonly trust: "pinned" | "recorded" | "off" }
    | { readonly kind: "first-use" }
    | { readonly kind: "refused"; readonly expected: readonly string[] };

/** The plan for a policy, the program's `hostKeys` (key lines or fingerprints) and the fingerprints known so far. */
export function planHostKeyCheck(
    policy: HostKeyPolicy,
    hostKeys: readonly string[],
    recorded: readonly string[],
): HostKeyPlan {
    const lines = hostKeys.filter((key) => !key.trim().startsWith("SHA256:"));
    const allAreLines = hostKeys.length > 0 && lines.length === hostKeys.length;
    const pinnedTypes = new Set(lines.flatMap(typesOfLine));
    return Object.freeze({
        policy,
        pinned: hostKeys.map(fingerprintOfHostKey),
        recorded,
        types: allAreLines ? HOST_KEY_TYPES.filter((type) => pinnedTypes.has(type)) : HOST_KEY_TYPES,
    });
}

/** Judges the key that the server proved to hold. Pins win over state, state over first use; `off` accepts anything. */
export function judgeHostKey(plan: HostKeyPlan, fingerprint: string): HostKeyVerdict {
    if (plan.policy === "off") {
        return { kind: "accepted", trust: "off" };
    }
    if (plan.pinned.length > 0 || plan.policy === "pinned") {
        return plan.pinned.includes(fingerprint)
            ? { kind: "accepted", trust: "pinned" }
            : { kind: "refused", expected: plan.pinned };
    }
    if (plan.recorded.length > 0) {
        return plan.recorded.includes(fingerprint)
            ? { kind: "accepted", trust: "recorded" }
            : { kind: "refused", expected: plan.recorded };
    }
    return { kind: "first-use" };
}

/** The same plan without the type that the server has already shown a wrong key of. */
export function withoutTypes(plan: HostKeyPlan, refusedType: string): HostKeyPlan {
    return { ...plan, types: plan.types.filter((type) => keyTypeOf(type) !== refusedType) };
}

/** The key type that a signature algorithm belongs to: both RSA algorithms sign with an `ssh-rsa` key. */
function keyTypeOf(algorithm: string): string {
    return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
}

/** The type that a public key blob names in its first field. */
export function typeOfBlob(blob: Buffer): string {
    const length = blob.readUInt32BE(0);
    return blob.subarray(4, 4 + length).toString("latin1");
}

function fingerprintOfHostKey(key: string): string {
    const trimmed = key.trim();
    if (trimmed.startsWith("SHA256:")) {
        return trimmed.replace(/=+$/, "");
    }
    return fingerprintOfKeyLine(trimmed);
}

function typesOfLine(line: string): string[] {
    const type = line.trim().split(/\s+/)[0] ?? "";
    return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type];
}
