import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";

/** A key pair that lives in memory for one connection. */
export interface ClientKey {
    /** OpenSSH private key container, for ssh2 only. Never written, logged or kept. */
    readonly privateKey: Buffer;
    /** `ssh-ed25519 AAAA…`, without a comment: exactly 80 characters, the least that the API takes. */
    readonly publicKeyLine: string;
    /** `SHA256:` and unpadded base64, as ssh-keygen prints it. */
    readonly fingerprint: string;
}

const KEY_TYPE = "ssh-ed25519";
const SPKI_PREFIX_BYTES = 12;
const PKCS8_PREFIX_BYTES = 16;

/**
 * A fresh ed25519 key pair. Encoded here from Node.js's DER output, because ssh2's own generator drops a leading zero:
 * 1 of its keys in 256 is refused by everybody (mscdex/ssh2#1390).
 */
export function makeClientKey(): ClientKey {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "pkcs8", format: "der" },
    });
    const publicPart = publicKey.subarray(SPKI_PREFIX_BYTES);
    const seed = privateKey.subarray(PKCS8_PREFIX_BYTES);
    const blob = Buffer.concat([sshString(KEY_TYPE), sshString(publicPart)]);
    return {
        privateKey: openSshContainer(blob, publicPart, seed),
        publicKeyLine: `${KEY_TYPE} ${blob.toString("base64")}`,
        fingerprint: fingerprintOf(blob),
    };
}

/** The SHA-256 fingerprint of a public key blob, as ssh-keygen prints it. */
export function fingerprintOf(blob: Buffer): string {
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** OpenSSH's unencrypted `openssh-key-v1` container (PROTOCOL.key in the OpenSSH source). */
function openSshContainer(publicBlob: Buffer, publicPart: Buffer, seed: Buffer): Buffer {
    const check = randomBytes(4);
    const secret = Buffer.concat([
        check,
        check,
        sshString(KEY_TYPE),
        sshString(publicPart),
        sshString(Buffer.concat([seed, publicPart])),
        sshString(""),
    ]);
    const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
    const container = Buffer.concat([
        Buffer.from("openssh-key-v1\0"),
        sshString("none"),
        sshString("none"),
        sshString(""),
        uint32(1),
        sshString(publicBlob),
        sshString(Buffer.concat([secret, padding])),
    ]);
    const lines = container.toString("base64").match(/.{1,70}/g) ?? [];
    return Buffer.from(`-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`);
}

function sshString(value: Buffer | string): Buffer {
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
    return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
}
