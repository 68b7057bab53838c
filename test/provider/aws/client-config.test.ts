import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeAws, resolveAwsSettings } from "../../../provider/aws";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import type { ConnectionInputs } from "../../../provider/inputs/inputs";
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
        if (form.get("RoleArn")?.endsWith("/denied")) {
            answer.statusCode = 403;
            answer.end(deniedAnswer());
            return;
        }
        answer.end(action?.startsWith("AssumeRole") ? assumeRoleAnswer(action) : identityAnswer());
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

function assumeRoleAnswer(name: string): string {
    const count = seen.filter(({ action }) => action?.startsWith("AssumeRole")).length;
    const expiration = new Date(systemClock.now() + 3_600_000).toISOString();
    return (
        `<${name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${name}Result><Credentials>` +
        `<AccessKeyId>ASSUMED${count}</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey>` +
        `<SessionToken>made-up</SessionToken><Expiration>${expiration}</Expiration>` +
        `</Credentials></${name}Result></${name}Response>`
    );
}

const DENIED =
    "User: arn:aws:iam::1:user/ci is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/denied";

function deniedAnswer(): string {
    const error = `<Type>Sender</Type><Code>AccessDenied</Code><Message>${DENIED}</Message>`;
    return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>${error}</Error></ErrorResponse>`;
}

function identityAnswer(): string {
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
}

function awsWith(config: Record<string, string>, profile?: string, changes: Partial<ConnectionInputs> = {}) {
    const settings = resolveAwsSettings(connectionWith({ profile, ...changes }), (key) => config[key]);
    return makeAws(settings, { clock: systemClock, random: systemRandom });
}

const inTime = () => makeDeadline(systemClock, 300_000);
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
        await failureOf(awsWith(keys).callerIdentity(makeDeadline(systemClock, 5_000)));
        expect(tunnels[0]).toBe("sts.eu-central-1.amazonaws.com:443");
    });

    it("assumes the role of connection in place of the stack's roles, from the stack's keys", async () => {
        const assumeRole = { roleArn: "arn:aws:iam::3:role/own", externalId: "y", sessionName: undefined };
        const aws = awsWith(
            {
                ...keys,
                "aws:endpoints": JSON.stringify([{ sts: endpoint }]),
                "aws:assumeRoles": '[{"roleArn":"arn:aws:iam::1:role/one"}]',
                "aws:allowedAccountIds": '["999999999999"]',
            },
            undefined,
            { assumeRole },
        );
        await aws.callerIdentity(inTime());
        expect(
            seen.map(({ action, role, externalId, accessKeyId }) => [action, role, externalId, accessKeyId]),
        ).toEqual([
            ["AssumeRole", "arn:aws:iam::3:role/own", "y", "BASE"],
            ["GetCallerIdentity", null, null, "ASSUMED1"],
        ]);
    });

    it("signs in with a web identity's token, which needs no other credentials", async () => {
        vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
        const folder = mkdtempSync(join(tmpdir(), "eic-token-"));
        const webIdentityTokenFile = join(folder, "token");
        writeFileSync(webIdentityTokenFile, "made-up.token\n");
        const aws = awsWith({
            "aws:region": "eu-central-1",
            "aws:endpoints": JSON.stringify([{ sts: endpoint }]),
            "aws:assumeRoleWithWebIdentity": JSON.stringify({
                roleArn: "arn:aws:iam::4:role/ci",
                webIdentityTokenFile,
            }),
        });
        await aws.callerIdentity(inTime());
        rmSync(folder, { recursive: true });
        expect(seen.map(({ action, role, accessKeyId }) => [action, role, accessKeyId])).toEqual([
            ["AssumeRoleWithWebIdentity", "arn:aws:iam::4:role/ci", ""],
            ["GetCallerIdentity", null, "ASSUMED1"],
        ]);
    });

    it.each([
        ["aws:allowedAccountIds", '["222233334444"]'],
        ["aws:forbiddenAccountIds", '["111122223333"]'],
        ["aws:allowedAccountIds", "[222233334444]"],
    ])("asks about no instance when %s is %s and the credentials belong elsewhere", async (name, value) => {
        const aws = awsWith({
            ...keys,
            "aws:endpoints": JSON.stringify([{ sts: endpoint, ec2: endpoint }]),
            [name]: value,
        });
        const failure = await failureOf(aws.describeInstance("i-0123456789abcdef0", inTime()));
        expect(failure).toMatchObject({ code: "AWS_ACCOUNT_NOT_ALLOWED", layer: "credentials", retryable: false });
        expect(seen.map(({ action }) => action)).toEqual(["GetCallerIdentity"]);
    });

    it.each([
        ["the only one", '[{"roleArn":"arn:aws:iam::2:role/denied"}]'],
        ["the first one", '[{"roleArn":"arn:aws:iam::2:role/denied"},{"roleArn":"arn:aws:iam::3:role/next"}]'],
        ["the last one", '[{"roleArn":"arn:aws:iam::1:role/one"},{"roleArn":"arn:aws:iam::2:role/denied"}]'],
    ])("names the role that can't be assumed, %s, and what AWS said", async (_, roles) => {
        const aws = awsWith({ ...keys, "aws:endpoints": JSON.stringify({ sts: endpoint }), "aws:assumeRoles": roles });
        const failure = await failureOf(aws.describeInstance("i-0123456789abcdef0", inTime()));
        expect(failure).toMatchObject({ code: "AWS_ACCESS_DENIED", details: `AccessDenied: ${DENIED}` });
        expect(failure.summary).toBe(
            "Could not look up i-0123456789abcdef0: the role arn:aws:iam::2:role/denied can't be assumed: access is denied.",
        );
        expect(failure.facts).toContainEqual(["AWS call", "sts:AssumeRole"]);
        expect(failure.remedies?.join("\n")).toMatch(
            /Allow sts:AssumeRole on arn:aws:iam::2:role\/denied.*trust policy/s,
        );
    });

    it("also goes through HTTPS_PROXY to assume roles", async () => {
        vi.stubEnv("HTTPS_PROXY", endpoint);
        const aws = awsWith({ ...keys, "aws:assumeRole": '{"roleArn":"arn:aws:iam::1:role/one"}' });
        const failure = await failureOf(aws.callerIdentity(makeDeadline(systemClock, 5_000)));
        expect(failure).toMatchObject({ code: "AWS_PROXY", layer: "network" });
        expect(tunnels[0]).toBe("sts.eu-central-1.amazonaws.com:443");
        expect(seen).toEqual([]);
    });

    it.each(["profile", "web identity"])("asks STS of the stack's region for the role of a %s", async (kind) => {
        const folder = mkdtempSync(join(tmpdir(), "eic-role-"));
        const file = join(folder, "file");
        const role = "arn:aws:iam::111122223333:role/dev";
        for (const name of [
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_PROFILE",
            "AWS_ACCESS_KEY_ID",
            "AWS_ENDPOINT_URL",
        ]) {
            vi.stubEnv(name, undefined);
        }
        vi.stubEnv("HTTPS_PROXY", endpoint);
        vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        vi.stubEnv("AWS_CONFIG_FILE", kind === "profile" ? file : "/dev/null");
        vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", kind === "profile" ? undefined : file);
        vi.stubEnv("AWS_ROLE_ARN", role);
        writeFileSync(
            file,
            "[profile base]\naws_access_key_id = BASE\naws_secret_access_key = made-up\n" +
                `[profile work]\nsource_profile = base\nrole_arn = ${role}\n`,
        );
        const aws = awsWith({ "aws:region": "eu-central-1" }, kind === "profile" ? "work" : undefined);
        await failureOf(aws.describeInstance("i-0123456789abcdef0", makeDeadline(systemClock, 5_000)));
        rmSync(folder, { recursive: true });
        expect(tunnels[0]).toBe("sts.eu-central-1.amazonaws.com:443");
    });
});
