import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { sshString, uint32 } from "./ssh-wire";

/** A host key as sshd and ssh2 read it, and as a client sees it. */
export interface HostKey {
    /** Private half: an `openssh-key-v1` container. */
    readonly privateKey: string;
    /** `ssh-ed25519 AAAA…`, without a comment. */
    readonly line: string;
    readonly fingerprint: string;
}

/**
 * A fresh ed25519 host key. Encoded here from Node.js's DER output: ssh2's generator drops a leading zero, so that one key
 * in 256 of its making is broken (mscdex/ssh2#1390).
 */
export function makeHostKey(): HostKey {
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
        line: `ssh-ed25519 ${blob.toString("base64")}`,
        fingerprint: fingerprintOf(blob),
    };
}

/** The fingerprint of a public key blob, as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Buffer): string {
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

function padToBlock(bytes: Buffer): Buffer {
    const missing = (8 - (bytes.length % 8)) % 8;
    return Buffer.concat([bytes, Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, missing))]);
}
