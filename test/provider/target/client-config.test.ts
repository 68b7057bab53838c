import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { makeAws, resolveAwsSettings } from "../../../provider/target";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

interface Seen {
    readonly action: string | null;
    readonly role: string | null;
    readonly externalId: string | null;
    readonly accessKeyId: string;
}

let server: Server;
let endpoint: string;
let seen: Seen[];
let tunnels: string[];

/** An STS on loopback: each assumed role gives the keys `ASSUMED<n>`. Also a proxy that notes CONNECT and refuses. */
beforeEach(async () => {
    seen = [];
    tunnels = [];
    server = createServer(async (incoming, answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) {
            chunks.push(chunk);
        }
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        const accessKeyId = /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? "")?.[1] ?? "";
        const action = form.get("Action");
        seen.push({ action, role: form.get("RoleArn"), externalId: form.get("ExternalId"), accessKeyId });
        answer.setHeader("content-type", "text/xml");
        answer.end(action === "AssumeRole" ? assumeRoleAnswer() : identityAnswer());
    });
    server.on("connect", (incoming, socket) => {
        tunnels.push(incoming.url ?? "");
        socket.end("HTTP/1.1 502 No\r\n\r\n");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
});

function assumeRoleAnswer(): string {
    const count = seen.filter(({ action }) => action === "AssumeRole").length;
    const expiration = new Date(systemClock.now() + 3_600_000).toISOString();
    return (
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
        `<AccessKeyId>ASSUMED${count}</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey>` +
        `<SessionToken>made-up</SessionToken><Expiration>${expiration}</Expiration>` +
        "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    );
}

function identityAnswer(): string {
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
}

function awsWith(config: Record<string, string>, profile?: string) {
    const settings = resolveAwsSettings(connectionWith({ profile }), (key) => config[key]);
    return makeAws(settings, { clock: systemClock, random: systemRandom });
}

const inTime = () => makeDeadline(systemClock, 10_000);
const keys = { "aws:region": "eu-central-1", "aws:accessKey": "BASE", "aws:secretKey": "made-up" };

describe("the configuration of AWS clients", () => {
    it("assumes roles in turn, once for all clients", async () => {
        const aws = awsWith({
            ...keys,
            "aws:endpoints": JSON.stringify([{ sts: endpoint }]),
            "aws:assumeRoles":
                '[{"roleArn":"arn:aws:iam::1:role/one","externalId":"x"},{"roleArn":"arn:aws:iam::2:role/two"}]',
        });
        expect(await aws.callerIdentity(inTime())).toEqual({ accountId: "111122223333" });
        const push = aws.clientConfig("ec2-instance-connect").credentials;
        expect(await (push as () => Promise<object>)()).toMatchObject({ accessKeyId: "ASSUMED2" });
        expect(seen).toEqual([
            { action: "AssumeRole", role: "arn:aws:iam::1:role/one", externalId: "x", accessKeyId: "BASE" },
            { action: "AssumeRole", role: "arn:aws:iam::2:role/two", externalId: null, accessKeyId: "ASSUMED1" },
            { action: "GetCallerIdentity", role: null, externalId: null, accessKeyId: "ASSUMED2" },
        ]);
    });

    it("takes region, keys and endpoint from the environment when nothing else is set", async () => {
        vi.stubEnv("AWS_REGION", "ap-south-1");
        vi.stubEnv("AWS_ACCESS_KEY_ID", "FROMENV");
        vi.stubEnv("AWS_SECRET_ACCESS_KEY", "made-up");
        vi.stubEnv("AWS_PROFILE", undefined);
        vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
        const aws = awsWith({});
        expect(await aws.region()).toBe("ap-south-1");
        await aws.callerIdentity(inTime());
        expect(seen.map(({ accessKeyId }) => accessKeyId)).toEqual(["FROMENV"]);
    });

    it("never takes other credentials for those of a profile that can't be used", async () => {
        vi.stubEnv("AWS_ACCESS_KEY_ID", "FROMENV");
        vi.stubEnv("AWS_SECRET_ACCESS_KEY", "made-up");
        vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
        vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        const aws = awsWith(
            { "aws:region": "eu-central-1", "aws:endpoints": JSON.stringify([{ sts: endpoint }]) },
            "missing",
        );
        expect((await failureOf(aws.callerIdentity(inTime()))).code).toBe("AWS_PROFILE_UNUSABLE");
        expect(seen).toEqual([]);
    });

    it("says what to set when there is no region", async () => {
        vi.stubEnv("AWS_REGION", undefined);
        vi.stubEnv("AWS_DEFAULT_REGION", undefined);
        vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
        vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        const failure = await failureOf(awsWith({}).region());
        expect(failure.code).toBe("AWS_REGION_MISSING");
        expect(failure.remedies?.join("\n")).toContain("pulumi config set aws:region");
    });

    it("goes through HTTPS_PROXY", async () => {
        vi.stubEnv("HTTPS_PROXY", endpoint);
        vi.stubEnv("https_proxy", endpoint);
        await failureOf(awsWith(keys).callerIdentity(makeDeadline(systemClock, 1_000)));
        expect(tunnels[0]).toBe("sts.eu-central-1.amazonaws.com:443");
    });
});
