import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeAws, resolveAwsSettings } from "../../../provider/aws";
import { type Clock, systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { startProxy } from "../../support/test-proxy";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

const HOUR_MS = 3_600_000;
const START_URL = "https://example.awsapps.com/start";
let home: string;

beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "eic-sso-"));
    mkdirSync(join(home, ".aws", "sso", "cache"), { recursive: true });
    writeFileSync(
        join(home, ".aws", "config"),
        `[profile session]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = dev\nregion = eu-central-1\n` +
            `[sso-session s]\nsso_start_url = ${START_URL}\nsso_region = eu-central-1\n` +
            `[profile legacy]\nsso_start_url = ${START_URL}\nsso_region = eu-central-1\nregion = eu-central-1\n` +
            "sso_account_id = 111122223333\nsso_role_name = dev\n",
    );
    for (const name of [
        ..."AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_PROFILE AWS_REGION AWS_CONFIG_FILE".split(" "),
        ..."AWS_SHARED_CREDENTIALS_FILE AWS_ENDPOINT_URL".split(" "),
    ]) {
        vi.stubEnv(name, undefined);
    }
    vi.stubEnv("HOME", home);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});
afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
});

/** What `aws sso login` leaves, for the session and for the older kind of profile. */
function writeTokens(expiresInMs: number): void {
    for (const name of ["s", START_URL]) {
        const file = `${createHash("sha1").update(name).digest("hex")}.json`;
        const expiresAt = new Date(systemClock.now() + expiresInMs).toISOString();
        const token = { accessToken: "made-up-token", startUrl: START_URL, region: "eu-central-1", expiresAt };
        writeFileSync(join(home, ".aws", "sso", "cache", file), JSON.stringify(token));
    }
}

async function failureWith(config: Record<string, string>, profile?: string) {
    const settings = resolveAwsSettings(connectionWith({ profile }), (key) => config[key]);
    const pausesMs: number[] = [];
    const sleep: Clock["sleep"] = (delayMs, signal) => {
        pausesMs.push(delayMs);
        return systemClock.sleep(delayMs, signal);
    };
    const aws = makeAws(settings, { clock: { ...systemClock, sleep }, random: systemRandom });
    const failure = await failureOf(aws.callerIdentity(makeDeadline(systemClock, 60_000)));
    expect(pausesMs).toEqual([]);
    expect(JSON.stringify(failure)).not.toContain("made-up-token");
    return failure;
}

describe("an SSO session", () => {
    it.each(["session", "legacy"])(
        "that has expired is told at once, for a profile of the kind %s",
        async (profile) => {
            writeTokens(-HOUR_MS);
            const failure = await failureWith({}, profile);
            expect(failure.code).toBe("AWS_SSO_EXPIRED");
            expect(failure.remedies?.[0]).toBe(`Run: aws sso login --profile ${profile}`);
        },
    );

    it("is named by the stack's profile, and by that of AWS_PROFILE", async () => {
        writeTokens(-HOUR_MS);
        const ofStack = await failureWith({ "aws:profile": "session" });
        vi.stubEnv("AWS_PROFILE", "legacy");
        const ofEnvironment = await failureWith({});
        expect([ofStack, ofEnvironment].map(({ code, remedies }) => [code, remedies?.[0]])).toEqual([
            ["AWS_SSO_EXPIRED", "Run: aws sso login --profile session"],
            ["AWS_SSO_EXPIRED", "Run: aws sso login --profile legacy"],
        ]);
    });

    it.each(["session", "legacy"])(
        "that AWS has ended is told as such, for a profile of the kind %s",
        async (profile) => {
            writeTokens(HOUR_MS);
            const portal = createServer((_incoming, answer) => {
                answer.writeHead(401, {
                    "x-amzn-errortype": "UnauthorizedException",
                    "content-type": "application/json",
                });
                answer.end('{"message":"Session token not found or invalid"}');
            }).listen(0, "127.0.0.1");
            await once(portal, "listening");
            vi.stubEnv("AWS_ENDPOINT_URL_SSO", `http://127.0.0.1:${(portal.address() as AddressInfo).port}`);
            const failure = await failureWith({}, profile);
            portal.closeAllConnections();
            portal.close();
            expect(failure.code).toBe("AWS_SSO_EXPIRED");
            expect(failure.remedies?.[0]).toBe(`Run: aws sso login --profile ${profile}`);
        },
    );

    it.each([
        [{ "aws:region": "us-west-2" }, "session"],
        [{ "aws:region": "us-west-2" }, "legacy"],
        [{ "aws:region": "us-west-2", "aws:profile": "legacy" }, undefined],
    ])("is used in its own region, whatever that of the instance is: %j, %s", async (config, profile) => {
        writeTokens(HOUR_MS);
        const proxy = await startProxy(() => 9);
        vi.stubEnv("HTTPS_PROXY", proxy.url);
        vi.stubEnv("https_proxy", proxy.url);
        await failureWith(config, profile);
        proxy.stop();
        expect(proxy.asked[0]).toBe("CONNECT portal.sso.eu-central-1.amazonaws.com:443");
    });
});
