import { generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { fingerprintOfBlob } from "../base/host-key-line";
import { openSshContainer, sshInteger, sshString } from "./openssh-container";

/** A key pair that lives in memory for one connection. */
export interface ClientKey {
    /** In a format that ssh2 reads, for ssh2 only. Never written, logged or kept. */
    readonly privateKey: Buffer;
    /** `ssh-ed25519 AAAA…`, without a comment: exactly 80 characters, the least that the API takes. Or `ssh-rsa AAAA…`. */
    readonly publicKeyLine: string;
    /** `SHA256:` and unpadded base64, as ssh-keygen prints it. */
    readonly fingerprint: string;
}

/** A fresh ed25519 key pair. */
export function makeClientKey(): ClientKey {
    return clientKeyFrom(generateKeyPairSync("ed25519").privateKey);
}

/** The key pair of an ed25519 or RSA private key. */
export function clientKeyFrom(privateKey: KeyObject): ClientKey {
    const parts = privateKey.export({ format: "jwk" });
    return privateKey.asymmetricKeyType === "rsa" ? rsaKey(privateKey, parts) : ed25519Key(parts);
}

function ed25519Key(parts: JsonWebKey): ClientKey {
    const publicPart = bytesOf(parts.x);
    const blob = Buffer.concat([sshString("ssh-ed25519"), sshString(publicPart)]);
    return keyOf("ssh-ed25519", blob, openSshContainer(blob, publicPart, bytesOf(parts.d)));
}

function rsaKey(privateKey: KeyObject, parts: JsonWebKey): ClientKey {
    const blob = Buffer.concat([sshString("ssh-rsa"), sshInteger(bytesOf(parts.e)), sshInteger(bytesOf(parts.n))]);
    // ssh2 reads PKCS#1, and refuses PKCS#8.
    return keyOf("ssh-rsa", blob, Buffer.from(privateKey.export({ type: "pkcs1", format: "pem" })));
}

function keyOf(type: string, blob: Buffer, privateKey: Buffer): ClientKey {
    return { privateKey, publicKeyLine: `${type} ${blob.toString("base64")}`, fingerprint: fingerprintOfBlob(blob) };
}

function bytesOf(base64url: string | undefined): Buffer {
    return Buffer.from(base64url ?? "", "base64url");
}
