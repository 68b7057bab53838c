import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { sshString, uint32 } from "./ssh-wire";

/** A host key as sshd and ssh2 read it, and as a client sees it. */
export interface HostKey {
    /** Private half, as text that sshd and ssh2 read. */
    readonly privateKey: string;
    /** `ssh-ed25519 AAAA…`, without a comment. */
    readonly line: string;
    readonly fingerprint: string;
}

/** The types of host keys that sshd has by default. */
export type HostKeyType = "ed25519" | "ecdsa" | "rsa";

/** A fresh host key. @default "ed25519" */
export function makeHostKey(type: HostKeyType = "ed25519"): HostKey {
    if (type === "ecdsa") return makeEcdsaKey();
    return type === "rsa" ? makeRsaKey() : makeEd25519Key();
}

/**
 * A fresh ed25519 host key. Encoded here from Node.js's DER output: ssh2's generator drops a leading zero, so that one key
 * in 256 of its making is broken (mscdex/ssh2#1390).
 */
function makeEd25519Key(): HostKey {
    const pair = generateKeyPairSync("ed25519", {
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "pkcs8", format: "der" },
    });
    const point = pair.publicKey.subarray(-32);
    const seed = pair.privateKey.subarray(-32);
    const blob = Buffer.concat([sshString("ssh-ed25519"), sshString(point)]);
    const check = randomBytes(4);
    const fields = [check, check, blob, sshString(Buffer.concat([seed, point])), sshString("")];
    const container = Buffer.concat([
        Buffer.from("openssh-key-v1\0"),
        sshString("none"),
        sshString("none"),
        sshString(""),
        uint32(1),
        sshString(blob),
        sshString(padToBlock(Buffer.concat(fields))),
    ]);
    const lines = container.toString("base64").replace(/.{1,70}/g, "$&\n");
    return {
        privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----\n`,
        ...publicHalf("ssh-ed25519", blob),
    };
}

function makeEcdsaKey(): HostKey {
    const { publicKey, privateKey } = generateKeyPairSync("ec", {
        namedCurve: "prime256v1",
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "sec1", format: "pem" },
    });
    const type = "ecdsa-sha2-nistp256";
    const point = publicKey.subarray(-65);
    const blob = Buffer.concat([sshString(type), sshString("nistp256"), sshString(point)]);
    return { privateKey, ...publicHalf(type, blob) };
}

function makeRsaKey(): HostKey {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { n: modulus = "", e: exponent = "" } = publicKey.export({ format: "jwk" });
    const blob = Buffer.concat([sshString("ssh-rsa"), unsignedInteger(exponent), unsignedInteger(modulus)]);
    return {
        privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
        ...publicHalf("ssh-rsa", blob),
    };
}

function publicHalf(type: string, blob: Buffer): Pick<HostKey, "line" | "fingerprint"> {
    return { line: `${type} ${blob.toString("base64")}`, fingerprint: fingerprintOf(blob) };
}

/** An SSH mpint: a leading zero byte keeps the number from being read as negative. */
function unsignedInteger(base64url: string): Buffer {
    const bytes = Buffer.from(base64url, "base64url");
    return sshString((bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));
}

/** The fingerprint of a public key blob, as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Buffer): string {
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

function padToBlock(bytes: Buffer): Buffer {
    const missing = (8 - (bytes.length % 8)) % 8;
    return Buffer.concat([bytes, Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, missing))]);
}
