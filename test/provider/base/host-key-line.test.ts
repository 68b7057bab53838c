import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isFingerprint, isPublicKeyLine } from "../../../provider/base/host-key-line";
import fc from "../../support/property";

function blobOf(...fields: (string | Uint8Array)[]): Buffer {
    return Buffer.concat(
        fields.flatMap((field) => {
            const bytes = Buffer.from(field);
            const length = Buffer.alloc(4);
            length.writeUInt32BE(bytes.length);
            return [length, bytes];
        }),
    );
}

const bytes = (count: number) => fc.uint8Array({ minLength: count, maxLength: count });
const ed25519 = bytes(32).map((key) => ({ type: "ssh-ed25519", blob: blobOf("ssh-ed25519", key) }));
const rsa = bytes(257).map((key) => ({ type: "ssh-rsa", blob: blobOf("ssh-rsa", Buffer.from([1, 0, 1]), key) }));
const ecdsa = fc
    .constantFrom("nistp256", "nistp384", "nistp521")
    .chain((curve) => bytes(65).map((point) => ({ curve, point })))
    .map(({ curve, point }) => ({ type: `ecdsa-sha2-${curve}`, blob: blobOf(`ecdsa-sha2-${curve}`, curve, point) }));
const anyKey = fc.oneof(ed25519, rsa, ecdsa);

describe("a public key line", () => {
    it("is a type, a key of that type, and perhaps a comment", () => {
        fc.assert(
            fc.property(anyKey, fc.constantFrom("", " root@host", "\tcomment of words"), ({ type, blob }, comment) => {
                expect(isPublicKeyLine(`${type} ${blob.toString("base64")}${comment}`)).toBe(true);
            }),
        );
    });

    it("is none when the key is of another type than the line says", () => {
        fc.assert(
            fc.property(anyKey, anyKey, (left, right) => {
                expect(isPublicKeyLine(`${left.type} ${right.blob.toString("base64")}`)).toBe(left.type === right.type);
            }),
        );
    });

    it("is none when a byte is missing at the end or too many are there", () => {
        fc.assert(
            fc.property(anyKey, fc.nat(), ({ type, blob }, cut) => {
                const short = blob.subarray(0, cut % blob.length);
                expect(isPublicKeyLine(`${type} ${short.toString("base64")}`)).toBe(false);
                expect(isPublicKeyLine(`${type} ${Buffer.concat([blob, Buffer.from("x")]).toString("base64")}`)).toBe(
                    false,
                );
            }),
        );
    });

    it.each([
        "",
        "ssh-ed25519",
        "ssh-ed25519 ",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI!",
        "ssh-dss AAAAB3NzaC1kc3MAAAAB",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ])("%j is none", (text) => {
        expect(isPublicKeyLine(text)).toBe(false);
    });

    it("is one line", () => {
        const line = `ssh-ed25519 ${blobOf("ssh-ed25519", Buffer.alloc(32, 1)).toString("base64")}`;
        expect(isPublicKeyLine(line)).toBe(true);
        expect(isPublicKeyLine(`${line}\n${line}`)).toBe(false);
        expect(isPublicKeyLine(`${line} a\nb`)).toBe(false);
    });
});

describe("a fingerprint", () => {
    it("is SHA256: and base64 of 32 bytes, with or without padding", () => {
        fc.assert(
            fc.property(fc.string(), (text) => {
                const base64 = createHash("sha256").update(text).digest("base64");
                expect(isFingerprint(`SHA256:${base64}`)).toBe(true);
                expect(isFingerprint(`SHA256:${base64.replace("=", "")}`)).toBe(true);
                expect(isFingerprint(base64)).toBe(false);
                expect(isFingerprint(`SHA256:${base64.slice(1)}`)).toBe(false);
            }),
        );
    });

    it("has no bits to spare in its last character", () => {
        expect(isFingerprint(`SHA256:${"A".repeat(43)}`)).toBe(true);
        expect(isFingerprint(`SHA256:${"A".repeat(42)}B`)).toBe(false);
    });
});
