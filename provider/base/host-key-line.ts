import { createHash } from "node:crypto";

/** The types of host keys that a session can check, with the number of fields that their public key has after the type. */
const FIELDS_AFTER_TYPE: ReadonlyMap<string, number> = new Map([
    ["ssh-ed25519", 1],
    ["ecdsa-sha2-nistp256", 2],
    ["ecdsa-sha2-nistp384", 2],
    ["ecdsa-sha2-nistp521", 2],
    ["ssh-rsa", 2],
]);

/** The same types, for messages. */
export const HOST_KEY_TYPE_NAMES: readonly string[] = [...FIELDS_AFTER_TYPE.keys()];

const SHA256_BYTES = 32;

/** True for a fingerprint as ssh-keygen prints it: `SHA256:` and base64 of 32 bytes, with or without its padding. */
export function isFingerprint(text: string): boolean {
    const [, base64] = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text) ?? [];
    return base64 !== undefined && decodeBase64(base64)?.length === SHA256_BYTES;
}

/** True for one OpenSSH public key line, `type base64 [comment]`, whose base64 is a whole key of that type. */
export function isPublicKeyLine(text: string): boolean {
    const [type, base64] = text.split(/[ \t]+/);
    const fieldCount = FIELDS_AFTER_TYPE.get(type ?? "");
    const blob = decodeBase64(base64 ?? "");
    if (fieldCount === undefined || blob === undefined || /[\r\n]/.test(text)) {
        return false;
    }
    const fields = readFields(blob);
    return fields?.length === fieldCount + 1 && fields[0] === type;
}

/** The fingerprint of a public key line, `SHA256:` and base64, as ssh-keygen prints it. */
export function fingerprintOfKeyLine(line: string): string {
    return fingerprintOfBlob(Buffer.from(line.trim().split(/[ \t]+/)[1] ?? "", "base64"));
}

/** The fingerprint of a public key in the form in which SSH sends it. */
export function fingerprintOfBlob(blob: Buffer): string {
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** The length-prefixed fields of a key blob, as latin1 text; undefined when they do not fill it exactly. */
function readFields(blob: Buffer): string[] | undefined {
    const fields: string[] = [];
    let offset = 0;
    while (offset < blob.length) {
        const start = offset + 4;
        const end = start <= blob.length ? start + blob.readUInt32BE(offset) : Number.POSITIVE_INFINITY;
        if (end > blob.length || end === start) {
            return undefined;
        }
        fields.push(blob.subarray(start, end).toString("latin1"));
        offset = end;
    }
    return fields;
}

/** Strict: Buffer's own decoder skips what it can't read, and a key cut short would still decode. */
function decodeBase64(text: string): Buffer | undefined {
    const unpadded = text.replace(/={1,2}$/, "");
    const blob = Buffer.from(unpadded, "base64");
    return unpadded !== "" && blob.toString("base64").replace(/=+$/, "") === unpadded ? blob : undefined;
}
