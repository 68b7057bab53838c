import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A private key and a certificate for it, as PEM. */
export interface Certificate {
    readonly key: string;
    readonly certificate: string;
}

const DAY_MS = 86_400_000;
const COMMON_NAME = "2.5.4.3";
const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
const BASIC_CONSTRAINTS = "2.5.29.19";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

/**
 * Makes a self-signed certificate (X.509, RFC 5280) for host names and IPv4 addresses of this machine. Whoever trusts it trusts this
 * one key, which never leaves the process.
 */
export function makeCertificate(names: readonly string[], now: number): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
    const name = sequence(tagged(0x31, sequence(objectId(COMMON_NAME), tagged(0x0c, Buffer.from("EC2 lab endpoint")))));
    const signed = sequence(
        tagged(0xa0, integer(Buffer.from([2]))),
        integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
        algorithm,
        name,
        sequence(time(now - DAY_MS), time(now + 365 * DAY_MS)),
        name,
        publicKey.export({ type: "spki", format: "der" }),
        tagged(
            0xa3,
            sequence(
                extension(BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.from([0xff])))),
                extension(SUBJECT_ALTERNATIVE_NAME, sequence(...names.map(alternativeName))),
            ),
        ),
    );
    const signature = tagged(0x03, Buffer.from([0]), sign("sha256", signed, privateKey));
    const base64 = sequence(signed, algorithm, signature).toString("base64");
    return {
        key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        certificate: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`,
    };
}

/** DER: a tag, the length, and the contents. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
    const contents = Buffer.concat(parts);
    const { length } = contents;
    const lengthBytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...lengthBytes]), contents]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
    return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
    return tagged(0x02, bytes);
}

function objectId(dotted: string): Buffer {
    const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
    return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

function base128(value: number): number[] {
    const digits = [value & 0x7f];
    for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
    return digits;
}

/** UTCTime, whose years go up to 2049. */
function time(epochMs: number): Buffer {
    return tagged(0x17, Buffer.from(`${new Date(epochMs).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function extension(id: string, value: Buffer): Buffer {
    return sequence(objectId(id), tagged(0x04, value));
}

function alternativeName(name: string): Buffer {
    const isAddress = /^[\d.]+$/.test(name);
    return isAddress ? tagged(0x87, Buffer.from(name.split(".").map(Number))) : tagged(0x82, Buffer.from(name));
}
