import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What of an HTTP call goes into its Signature Version 4. */
export interface SignedCall {
    readonly method: string;
    /** Path and query as received. */
    readonly target: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Buffer;
}

/** An access key that the lab knows. */
export interface AccessKey {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
}

/** What the `Authorization` header claims: who signed, when, and for which region and service. */
export interface Claim {
    readonly accessKeyId: string;
    /** `20261122`. */
    readonly day: string;
    readonly region: string;
    readonly service: string;
    readonly signedHeaders: readonly string[];
    readonly signature: string;
}

const AUTHORIZATION =
    /^AWS4-HMAC-SHA256 Credential=([^/\s,]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/** Reads the `Authorization` header; undefined when it isn't a Signature Version 4. */
export function parseClaim(headers: SignedCall["headers"]): Claim | undefined {
    const parts = AUTHORIZATION.exec(header(headers, "authorization"));
    if (!parts) return undefined;
    const [, accessKeyId = "", day = "", region = "", service = "", names = "", signature = ""] = parts;
    return { accessKeyId, day, region, service, signedHeaders: names.split(";"), signature };
}

/** True when the claim's signature is the one that the secret gives for this call. The age of the call is not looked at. */
export function isSignedBy(call: SignedCall, claim: Claim, key: AccessKey): boolean {
    const time = header(call.headers, "x-amz-date");
    if (!claim.signedHeaders.includes("host") || !time.startsWith(claim.day)) return false;
    if ((key.sessionToken ?? "") !== header(call.headers, "x-amz-security-token")) return false;
    const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`;
    const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonicalCall(call, claim.signedHeaders))].join("\n");
    const signingKey = [claim.day, claim.region, claim.service, "aws4_request"].reduce<Buffer | string>(
        (secret, part) => hmac(secret, part),
        `AWS4${key.secretAccessKey}`,
    );
    return timingSafeEqual(hmac(signingKey, text), Buffer.from(claim.signature, "hex"));
}

/** Milliseconds since the epoch of the call's `X-Amz-Date`; NaN when it is missing or no time. */
export function signedAt(call: SignedCall): number {
    const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(header(call.headers, "x-amz-date"));
    if (!parts) return Number.NaN;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second);
}

function canonicalCall(call: SignedCall, signedHeaders: readonly string[]): string {
    const url = new URL(call.target, "http://lab");
    const query = [...url.searchParams]
        .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
        .sort()
        .join("&");
    const path = url.pathname.split("/").map(encodePart).join("/");
    const headers = signedHeaders.map((name) => `${name}:${header(call.headers, name)}\n`).join("");
    return [call.method, path, query, headers, signedHeaders.join(";"), sha256(call.body)].join("\n");
}

function header(headers: SignedCall["headers"], name: string): string {
    const value = headers[name];
    const text = Array.isArray(value) ? value.join(",") : (value ?? "");
    return text.trim().replace(/ +/g, " ");
}

function encodePart(text: string): string {
    return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: string | Buffer): string {
    return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
    return createHmac("sha256", key).update(data).digest();
}
