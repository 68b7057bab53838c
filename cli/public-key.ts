import { readFileSync } from "node:fs";
import { isPublicKeyLine } from "../provider/base/host-key-line";
import { UsageError } from "./usage-error";

const LEAST_BITS = 2048;
const MOST_BITS = 4096;

/**
 * Reads a public key file that EC2 Instance Connect takes: `type base64`, without its comment.
 * @throws {UsageError} it can't be read, or is a key of another kind: the message says why.
 */
export function readPublicKey(path: string): string {
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        throw new UsageError(`could not read the public key ${path}: ${(error as Error).message}`);
    }
    const reason = refusalOf(text);
    if (reason !== undefined) {
        throw new UsageError(`${path} can't be pushed: ${reason}`);
    }
    return text.trim().split(/\s+/).slice(0, 2).join(" ");
}

/** Why EC2 Instance Connect does not take a key; undefined if it does. Never repeats a part of it. */
export function refusalOf(text: string): string | undefined {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
        return "it is a private key; give the file that ends with .pub.";
    }
    const line = text.trim();
    const [type = "", base64 = ""] = line.split(/\s+/);
    if (line.includes("\n")) {
        return "it has several lines, and a public key has one.";
    }
    if (/^(sk-)?(ecdsa|ssh-dss|sk-ssh)/.test(type) || type.includes("-cert-")) {
        return `EC2 Instance Connect does not take keys of type ${type}, only RSA with ${LEAST_BITS} to ${MOST_BITS} bits and ED25519.`;
    }
    if (!(type === "ssh-rsa" || type === "ssh-ed25519") || !isPublicKeyLine(`${type} ${base64}`)) {
        return `it is no OpenSSH public key line, such as "ssh-ed25519 AAAA…".`;
    }
    const bits = type === "ssh-rsa" ? modulusBits(Buffer.from(base64, "base64")) : undefined;
    if (bits !== undefined && (bits < LEAST_BITS || bits > MOST_BITS)) {
        return `it is an RSA key with ${bits} bits, and EC2 Instance Connect takes ${LEAST_BITS} to ${MOST_BITS}.`;
    }
    return undefined;
}

/** The bits of the third field, from the first that is set. */
function modulusBits(blob: Buffer): number {
    const after = (offset: number) => offset + 4 + blob.readUInt32BE(offset);
    const start = after(after(0));
    const modulus = blob.subarray(start + 4, after(start));
    const first = modulus.findIndex((byte) => byte !== 0);
    return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24;
}
