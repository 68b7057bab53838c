import { randomBytes } from "node:crypto";

/**
 * OpenSSH's unencrypted `openssh-key-v1` container of an ed25519 key (PROTOCOL.key in the OpenSSH source). Encoded here,
 * because ssh2's own generator drops a leading zero: 1 of its keys in 256 is refused by everybody (mscdex/ssh2#1390).
 */
export function openSshContainer(publicBlob: Buffer, publicPart: Buffer, seed: Buffer): Buffer {
    const check = randomBytes(4);
    const secret = Buffer.concat([
        check,
        check,
        sshString("ssh-ed25519"),
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

/** A value as SSH writes it: its length, then its bytes. */
export function sshString(value: Buffer | string): Buffer {
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
    return Buffer.concat([uint32(bytes.length), bytes]);
}

/** A positive number as SSH writes it: no leading zeros, but one where it would read as negative. */
export function sshInteger(bytes: Buffer): Buffer {
    const first = bytes.findIndex((byte) => byte !== 0);
    const digits = first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
    return sshString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
}

function uint32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
}
