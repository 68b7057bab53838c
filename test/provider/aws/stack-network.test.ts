import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeAws, resolveAwsSettings } from "../../../provider/aws";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { makeCertificate } from "../../support/test-certificate";
import { startProxy, type TestProxy } from "../../support/test-proxy";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

let folder: string;
let bundle: string;
let sts: Server;
let proxy: TestProxy;
/** What signed each call: access key and region. */
const signed: string[] = [];

const IDENTITY =
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
    "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

/** An STS behind TLS with a certificate that nobody trusts yet, and a proxy that leads to it. */
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eic-network-"));
    const { key, certificate, file } = makeCertificate(folder, ["localhost", "sts.eu-central-1.amazonaws.com"]);
    bundle = file;
    sts = createServer({ key, cert: certificate }, (incoming, answer) => {
        const [, accessKeyId, region] =
            /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? "") ?? [];
        signed.push(`${accessKeyId} ${region}`);
        answer.setHeader("content-type", "text/xml");
        answer.end(IDENTITY);
    });
    sts.listen(0, "127.0.0.1");
    await once(sts, "listening");
    proxy = await startProxy(() => (sts.address() as AddressInfo).port);
});
beforeEach(() => {
    signed.length = 0;
    for (const name of [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "AWS_PROFILE",
        "AWS_ENDPOINT_URL",
    ]) {
        vi.stubEnv(name, undefined);
    }
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
    proxy.stop();
    sts.closeAllConnections();
    sts.close();
    rmSync(folder, { recursive: true });
});

const keys = { "aws:region": "eu-central-1", "aws:accessKey": "STACK", "aws:secretKey": "made-up" };

function awsWith(config: Record<string, string>, profile?: string) {
    const endpoint = `https://localhost:${(sts.address() as AddressInfo).port}`;
    const all: Record<string, string> = { "aws:endpoints": JSON.stringify([{ sts: endpoint }]), ...config };
    const settings = resolveAwsSettings(connectionWith({ profile }), (key) => all[key] || undefined);
    return makeAws(settings, { clock: systemClock, random: systemRandom });
}
const accountOf = async (...given: Parameters<typeof awsWith>) =>
    (await awsWith(...given).callerIdentity(makeDeadline(systemClock, 300_000))).accountId;

function writeShared(name: string, ...lines: string[]): string {
    const path = join(folder, name);
    writeFileSync(path, lines.join("\n"));
    return path;
}

describe("certificates", () => {
    it("are those of aws:customCaBundle, or of AWS_CA_BUNDLE, besides the usual ones", async () => {
        expect((await failureOf(accountOf(keys))).code).toBe("AWS_TLS");
        expect(await accountOf({ ...keys, "aws:customCaBundle": bundle })).toBe("111122223333");
        expect(await accountOf({ ...keys, "aws:customCaBundle": `~/${relative(homedir(), bundle)}` })).toBe(
            "111122223333",
        );
        vi.stubEnv("AWS_CA_BUNDLE", bundle);
        expect(await accountOf(keys)).toBe("111122223333");
    });

    it("that can't be read fail the call at once, and name the setting", async () => {
        const missing = await failureOf(accountOf({ ...keys, "aws:customCaBundle": join(folder, "none.pem") }));
        expect(missing).toMatchObject({ code: "AWS_CA_BUNDLE_UNREADABLE", retryable: false });
        expect(missing.summary).toContain("aws:customCaBundle");
        vi.stubEnv("AWS_CA_BUNDLE", writeShared("no-certificate", "hello"));
        expect((await failureOf(accountOf(keys))).summary).toContain("AWS_CA_BUNDLE");
    });
});

describe("proxies of the stack", () => {
    it("go before those of the environment", async () => {
        vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:9");
        vi.stubEnv("https_proxy", "http://127.0.0.1:9");
        vi.stubEnv("NO_PROXY", "*");
        const config = { ...keys, "aws:customCaBundle": bundle, "aws:endpoints": "" };
        const proxied = { ...config, "aws:httpsProxy": proxy.url, "aws:noProxy": "localhost" };
        expect(await accountOf(proxied)).toBe("111122223333");
        expect(proxy.asked).toEqual(["CONNECT sts.eu-central-1.amazonaws.com:443"]);
    });
});

describe("the region", () => {
    const trusting = { ...keys, "aws:customCaBundle": "", "aws:region": "" };

    it("of STS is aws:stsRegion, that of the others is not", async () => {
        const config = { ...keys, "aws:customCaBundle": bundle, "aws:stsRegion": "us-east-1" };
        expect(await accountOf(config)).toBe("111122223333");
        expect(signed).toEqual(["STACK us-east-1"]);
        expect(await awsWith(config).region()).toBe("eu-central-1");
    });

    it("is that of AWS_REGION, else of AWS_DEFAULT_REGION, else of the profile", async () => {
        vi.stubEnv("AWS_CONFIG_FILE", writeShared("usual", "[default]", "region = eu-west-3"));
        vi.stubEnv("AWS_DEFAULT_REGION", undefined);
        expect(await awsWith(trusting).region()).toBe("eu-west-3");
        // As build servers set a variable that has no value.
        vi.stubEnv("AWS_REGION", "");
        expect(await awsWith(trusting).region()).toBe("eu-west-3");
        vi.stubEnv("AWS_DEFAULT_REGION", "eu-west-2");
        expect(await awsWith(trusting).region()).toBe("eu-west-2");
        vi.stubEnv("AWS_REGION", "eu-west-1");
        expect(await awsWith(trusting).region()).toBe("eu-west-1");
    });
});

describe("aws:sharedConfigFiles and aws:sharedCredentialsFiles", () => {
    it("hold the profile and its region, in place of the usual files", async () => {
        const config = writeShared(
            "config",
            "[profile other]",
            "region=sa-east-1",
            "[profile work]",
            "region = eu-west-1",
        );
        const first = writeShared("first", "[work]", "aws_access_key_id = FIRST", "aws_secret_access_key = made-up");
        const last = writeShared("last", "[else]", "aws_access_key_id = LAST", "aws_secret_access_key = made-up");
        const files = {
            "aws:customCaBundle": bundle,
            "aws:sharedConfigFiles": JSON.stringify([config]),
            "aws:sharedCredentialsFiles": JSON.stringify([first, last]),
        };
        expect(await accountOf({ ...files, "aws:profile": "work" })).toBe("111122223333");
        expect(await accountOf(files, "work")).toBe("111122223333");
        vi.stubEnv("AWS_PROFILE", "work");
        expect(await accountOf(files)).toBe("111122223333");
        expect(signed).toEqual(["FIRST eu-west-1", "FIRST eu-west-1", "FIRST eu-west-1"]);
    });

    it("leave the region open if they have none", async () => {
        vi.stubEnv("AWS_DEFAULT_REGION", undefined);
        const config = writeShared("empty", "[profile work]", "output = json");
        const aws = awsWith({ "aws:sharedConfigFiles": JSON.stringify([config]), "aws:profile": "work" });
        expect((await failureOf(aws.region())).code).toBe("AWS_REGION_MISSING");
        expect((await failureOf(aws.callerIdentity(makeDeadline(systemClock, 300_000)))).code).toBe(
            "AWS_REGION_MISSING",
        );
    });
});

describe("a web identity's token", () => {
    const role = "arn:aws:iam::111122223333:role/ci";

    it("that can't be read fails the call at once, wherever it is named", async () => {
        const webIdentityTokenFile = join(folder, "no-token");
        const config = {
            "aws:region": "eu-central-1",
            "aws:assumeRoleWithWebIdentity": JSON.stringify({ roleArn: role, webIdentityTokenFile }),
        };
        const failure = await failureOf(accountOf(config));
        expect(failure).toMatchObject({ code: "AWS_CREDENTIALS_FILE_UNREADABLE", retryable: false });
        expect(failure.details).toContain(webIdentityTokenFile);
        vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", webIdentityTokenFile);
        vi.stubEnv("AWS_ROLE_ARN", role);
        expect((await failureOf(accountOf({ "aws:region": "eu-central-1" }))).code).toBe(
            "AWS_CREDENTIALS_FILE_UNREADABLE",
        );
    });

    it("is that of AWS_WEB_IDENTITY_TOKEN_FILE if the stack names none; without either, the message reports it", async () => {
        const config = {
            "aws:region": "eu-central-1",
            "aws:assumeRoleWithWebIdentity": JSON.stringify({ roleArn: role }),
        };
        vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", undefined);
        const failure = await failureOf(accountOf(config));
        expect(failure.code).toBe("AWS_CONFIG_MALFORMED");
        expect(failure.summary).toContain("webIdentityTokenFile");
        vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", join(folder, "no-token"));
        expect((await failureOf(accountOf(config))).code).toBe("AWS_CREDENTIALS_FILE_UNREADABLE");
    });
});

describe("endpoints", () => {
    it.each([
        [{ "aws:useFipsEndpoint": "true" }, "ec2-fips.us-east-1.amazonaws.com", "sts-fips.us-east-1.amazonaws.com"],
        [{ "aws:useDualstackEndpoint": "true" }, "ec2.us-east-1.api.aws", "sts.us-east-1.api.aws"],
        [{ "aws:stsRegion": "eu-west-1" }, "ec2.us-east-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"],
    ])("of %j are those of AWS", async (config, ec2, identity) => {
        const refusing = await startProxy(() => 9);
        const aws = awsWith({
            ...keys,
            ...config,
            "aws:region": "us-east-1",
            "aws:endpoints": "",
            "aws:httpsProxy": refusing.url,
        });
        const soon = () => makeDeadline(systemClock, 4_000);
        await failureOf(aws.describeInstance("i-0123456789abcdef0", soon()));
        await failureOf(aws.callerIdentity(soon()));
        refusing.stop();
        expect([...new Set(refusing.asked)]).toEqual([`CONNECT ${ec2}:443`, `CONNECT ${identity}:443`]);
    });
});
