import { describe, expect, it } from "vitest";
import { makeAws, makeOpenTunnel, resolveAwsSettings } from "../../../provider/aws";
import { signTunnelUrl } from "../../../provider/aws/open-tunnel";
import { makeDeadline } from "../../../provider/base/deadline";
import { makeFakeClock } from "../../support/fake-clock";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

const CREDENTIALS = { accessKeyId: "access_key", secretAccessKey: "secret_key" };
const PLACE = {
    endpointId: "eice-123",
    host: "eice-123.ec2-instance-connect-endpoint.us-west-2.amazonaws.com",
    address: "10.0.0.0",
    port: 22,
};

describe("the signed address of a tunnel", () => {
    const signedAt = new Date("2020-01-01T01:01:01Z");

    it("is the one that the AWS CLI makes", async () => {
        const url = await signTunnelUrl(PLACE, { region: "us-west-2", credentials: CREDENTIALS, signedAt, seconds: 1 });
        const { protocol, host, pathname, searchParams } = new URL(url);
        expect([protocol, host, pathname]).toEqual(["wss:", PLACE.host, "/openTunnel"]);
        expect(Object.fromEntries(searchParams)).toEqual({
            instanceConnectEndpointId: "eice-123",
            remotePort: "22",
            privateIpAddress: "10.0.0.0",
            maxTunnelDuration: "1",
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": "access_key/20200101/us-west-2/ec2-instance-connect/aws4_request",
            "X-Amz-Date": "20200101T010101Z",
            "X-Amz-Expires": "60",
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Signature": "3a56740422a5b9aebd22d860b7a30c729e459a6f71a83bc0de3a2b44b7353f28",
        });
    });

    it("keeps the port of the endpoint, an IPv6 address and a session token", async () => {
        const place = { ...PLACE, host: "localhost:8443", address: "2001:db8::7" };
        const credentials = { ...CREDENTIALS, sessionToken: "a/b+c=" };
        const url = await signTunnelUrl(place, { region: "us-west-2", credentials, signedAt });
        expect(url).toMatch(/^wss:\/\/localhost:8443\/openTunnel\?/);
        expect(url).toContain("privateIpAddress=2001%3Adb8%3A%3A7&maxTunnelDuration=3600");
        expect(new URL(url).searchParams.get("X-Amz-Security-Token")).toBe("a/b+c=");
    });
});

describe("the attempts to open a tunnel", () => {
    const refusal = (name: string, message = name, httpStatusCode = 400) =>
        Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: "request-1" } });

    /** Opens with attempts that are refused one after the other; what comes after the last one succeeds. */
    async function open(refusals: readonly Error[], limitMs = 60_000) {
        const clock = makeFakeClock();
        const stack: Record<string, string> = {
            "aws:region": "us-west-2",
            "aws:accessKey": CREDENTIALS.accessKeyId,
            "aws:secretKey": CREDENTIALS.secretAccessKey,
        };
        const settings = resolveAwsSettings(connectionWith(), (key) => stack[key]);
        const aws = makeAws(settings, { clock, random: { hex: () => "", fraction: () => 0.5 } });
        const urls = new Set<string>();
        let attempts = 0;
        const passing = setInterval(() => void clock.advance(1_000), 1);
        try {
            const opened = await makeOpenTunnel(aws, clock)(
                PLACE,
                async ({ url, agent }) => {
                    urls.add(url);
                    expect(typeof agent.createConnection).toBe("function");
                    const error = refusals[attempts];
                    attempts += 1;
                    if (error !== undefined) {
                        throw error;
                    }
                    return "open";
                },
                makeDeadline(clock, limitMs),
            );
            return { opened, attempts, urls: urls.size };
        } finally {
            clearInterval(passing);
        }
    }

    it("are made again, with another address, while AWS says by name that it is busy", async () => {
        const busy = [
            refusal("InternalServerException", "try later", 500),
            refusal("ServiceUnavailableException"),
            refusal("HTTP503", "HTTP 503", 503),
        ];
        const { opened, attempts, urls } = await open(busy);
        expect([opened, attempts, urls > 1]).toEqual(["open", 4, true]);
    });

    it("are not made again if nothing would change, and AWS's own words are shown", async () => {
        const words = "User: arn:aws:iam::1:user/me is not authorized to perform: ec2-instance-connect:OpenTunnel";
        const denied = await failureOf(open([refusal("AccessDeniedException", words, 403)]));
        expect(denied).toMatchObject({ code: "TUNNEL_ACCESS_DENIED", layer: "tunnel", retryable: false });
        expect(denied.details).toContain(words);
        expect(denied.facts).toContainEqual(["Request ID", "request-1"]);
        const port =
            "The specified RemotePort is not valid. Specify either 22 or 3389 as the RemotePort and retry your request.";
        const invalid = await failureOf(open([refusal("InvalidParameter", port)]));
        expect([invalid.code, invalid.details]).toEqual(["TUNNEL_INVALID_ARGUMENT", `InvalidParameter: ${port}`]);
    });

    it("are left to the caller, who can act first, if the endpoint is full or gone", async () => {
        for (const full of [
            refusal("ThrottlingException"),
            refusal("ServiceQuotaExceededException", "too many", 429),
            refusal("HTTP429", "HTTP 429", 429),
        ]) {
            expect(await failureOf(open([full]))).toMatchObject({ code: "TUNNEL_LIMIT", retryable: true });
        }
        const gone = await failureOf(open([refusal("ResourceNotFoundException", "no such endpoint", 404)]));
        expect(gone).toMatchObject({ code: "TUNNEL_NO_ENDPOINT", retryable: true });
    });

    it("end with the refusal when the time is over", async () => {
        const always = Array.from({ length: 1_000 }, () => refusal("ServiceUnavailableException", "busy", 503));
        expect(await failureOf(open(always, 20_000))).toMatchObject({ code: "AWS_SERVICE_ERROR", retryable: true });
    });
});
