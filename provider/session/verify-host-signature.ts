import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { makeWireReader } from "./wire-reader";

const CURVES: Readonly<Record<string, { readonly crv: string; readonly bytes: number; readonly hash: string }>> = {
    nistp256: { crv: "P-256", bytes: 32, hash: "sha256" },
    nistp384: { crv: "P-384", bytes: 48, hash: "sha384" },
    nistp521: { crv: "P-521", bytes: 66, hash: "sha512" },
};
const RSA_HASHES: Readonly<Record<string, string>> = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" };

/** Whether a host key signed the data; key and signature as SSH sends them. False for types that a session would not accept. */
export function isSignedByHost(keyBlob: Buffer, data: Buffer, signatureBlob: Buffer): boolean {
    try {
        const key = makeWireReader(keyBlob);
        const type = key.string().toString("latin1");
        const signature = makeWireReader(signatureBlob);
        const algorithm = signature.string().toString("latin1");
        const bytes = signature.string();
        if (type === "ssh-ed25519" && algorithm === type) {
            return verify(null, data, jwk({ kty: "OKP", crv: "Ed25519", x: base64url(key.string()) }), bytes);
        }
        const hash = RSA_HASHES[algorithm];
        if (type === "ssh-rsa" && hash !== undefined) {
            const [e, n] = [key.string(), key.string()];
            return verify(hash, data, jwk({ kty: "RSA", e: base64url(e), n: base64url(stripZeros(n)) }), bytes);
        }
        return type.startsWith("ecdsa-sha2-") && algorithm === type && isSignedByCurve(key, data, bytes);
    } catch {
        return false;
    }
}

function isSignedByCurve(key: ReturnType<typeof makeWireReader>, data: Buffer, bytes: Buffer): boolean {
    const curve = CURVES[key.string().toString("latin1")];
    const point = key.string();
    if (curve === undefined || point.length !== 1 + 2 * curve.bytes || point[0] !== 4) {
        return false;
    }
    const [x, y] = [point.subarray(1, 1 + curve.bytes), point.subarray(1 + curve.bytes)];
    const parts = makeWireReader(bytes);
    const fixed = () => {
        const number = stripZeros(parts.string());
        return Buffer.concat([Buffer.alloc(curve.bytes - number.length), number]);
    };
    const publicKey = jwk({ kty: "EC", crv: curve.crv, x: base64url(x), y: base64url(y) });
    const signature = Buffer.concat([fixed(), fixed()]);
    return verify(curve.hash, data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
}

function jwk(key: Record<string, string>): KeyObject {
    return createPublicKey({ key, format: "jwk" });
}

function base64url(bytes: Buffer): string {
    return bytes.toString("base64url");
}

function stripZeros(bytes: Buffer): Buffer {
    const first = bytes.findIndex((byte) => byte !== 0);
    return first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
}
