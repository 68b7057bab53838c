import { type AccessKey, isSignedBy, type SignedCall, signedAt } from "../api/signature";

/** What the query of a presigned address claims. */
export interface PresignedClaim {
    readonly accessKeyId: string;
    readonly day: string;
    readonly region: string;
    readonly service: string;
    readonly signedHeaders: readonly string[];
    readonly signature: string;
    readonly time: string;
    readonly sessionToken: string;
    readonly expiresSeconds: number;
}

const CREDENTIAL = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;
const LONGEST_SECONDS = 7 * 86_400;

/** Reads a presigned query; undefined when it is none. */
export function parsePresigned(query: URLSearchParams): PresignedClaim | undefined {
    const parts = CREDENTIAL.exec(query.get("X-Amz-Credential") ?? "");
    const signature = query.get("X-Amz-Signature") ?? "";
    const isPresigned = query.get("X-Amz-Algorithm") === "AWS4-HMAC-SHA256" && /^[0-9a-f]{64}$/.test(signature);
    if (!parts || !isPresigned) return undefined;
    const [, accessKeyId = "", day = "", region = "", service = ""] = parts;
    return {
        accessKeyId,
        day,
        region,
        service,
        signature,
        signedHeaders: (query.get("X-Amz-SignedHeaders") ?? "").split(";"),
        time: query.get("X-Amz-Date") ?? "",
        sessionToken: query.get("X-Amz-Security-Token") ?? "",
        expiresSeconds: Number(query.get("X-Amz-Expires")),
    };
}

/** True when the signature in the query is the one that the secret gives for this address. */
export function isPresignedBy(call: SignedCall, claim: PresignedClaim, key: AccessKey): boolean {
    const url = new URL(call.target, "http://lab");
    url.searchParams.delete("X-Amz-Signature");
    const target = `${url.pathname}?${url.searchParams}`;
    const headers = {
        ...call.headers,
        "x-amz-date": claim.time,
        "x-amz-security-token": claim.sessionToken,
    };
    return isSignedBy({ ...call, target, headers }, claim, key);
}

/** True as long as the address may be used, by this machine's clock, as AWS clients sign by it. */
export function isFresh(claim: PresignedClaim, now: number): boolean {
    const since =
        now - signedAt({ method: "", target: "", body: Buffer.alloc(0), headers: { "x-amz-date": claim.time } });
    const { expiresSeconds } = claim;
    const isLimit = expiresSeconds >= 1 && expiresSeconds <= LONGEST_SECONDS;
    return isLimit && since < expiresSeconds * 1000 && since > -15 * 60_000;
}
