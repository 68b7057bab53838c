import { readSshStrings } from "../instances/ssh-wire";
import { ApiError } from "./api-error";

const ED25519_BYTES = 32;
const RSA_BITS = [2048, 3072, 4096];

/** The type and the blob of a public key line that Instance Connect takes, as one line. @throws {ApiError} InvalidArgsException */
export function checkPublicKey(text: string): string {
    const [type = "", encoded = ""] = text.trim().split(/\s+/);
    const blob = Buffer.from(encoded, "base64");
    const fields = readSshStrings(blob);
    const isWhole = fields !== undefined && blob.toString("base64") === encoded && fields[0]?.toString() === type;
    if (!isWhole) throw refuse("SSH public key is invalid");
    if (type === "ssh-ed25519" && fields.length === 2 && fields[1]?.length === ED25519_BYTES)
        return `${type} ${encoded}`;
    if (type === "ssh-rsa" && fields.length === 3 && RSA_BITS.includes(bitLength(fields[2])))
        return `${type} ${encoded}`;
    throw refuse(`${type} - SSH public key is invalid: only ed25519 and RSA of 2048 to 4096 bits are supported`);
}

/** An InvalidArgsException in the service's words. */
export function refuse(reason: string): ApiError {
    return new ApiError(
        "InvalidArgsException",
        `Invalid input parameter received for Illegal argument exception: ${reason}`,
    );
}

function bitLength(integer: Buffer | undefined): number {
    const digits = integer?.toString("hex").replace(/^0+/, "") ?? "";
    return digits ? (digits.length - 1) * 4 + Number.parseInt(digits.charAt(0), 16).toString(2).length : 0;
}
