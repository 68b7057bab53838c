import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { makeCertificate } from "../support/test-certificate";
import { startProxy, type TestProxy } from "../support/test-proxy";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { filesHolding } from "./files-holding";
import { useScene } from "./scene";

const scene = useScene();

/** Takes away everything that would lead to the lab without the stack's configuration. */
const NO_AWS: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
        [
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_EC2",
            "AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT",
            "AWS_ENDPOINT_URL_STS",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_PROFILE",
        ].map((name) => [name, ""]),
    ),
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};

function command(args: Partial<InstanceConnectCommandArgs> = {}) {
    return async () => {
        const { stdout, run } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            create: "echo up",
            ...args,
        });
        return { stdout, region: run.apply((facts) => facts?.region) };
    };
}

async function configure(
    stack: TestStack,
    values: Readonly<Record<string, string>>,
    secrets: Record<string, string> = {},
) {
    for (const [key, value] of Object.entries(values)) {
        await stack.stack.setConfig(`aws:${key}`, { value }, key.includes(".") || key.includes("["));
    }
    for (const [key, value] of Object.entries(secrets)) {
        await stack.stack.setConfig(`aws:${key}`, { value, secret: true }, key.includes(".") || key.includes("["));
    }
}

const endpointsByPath = () => ({
    region: scene.lab.region,
    "endpoints[0].ec2": scene.lab.endpoint,
    "endpoints[0].sts": scene.lab.endpoint,
    "endpoints[0].ec2instanceconnect": scene.lab.endpoint,
});

describe("the stack's aws: configuration alone is enough", () => {
    test("with secret keys, endpoints and the account, which go into no file and no output", async () => {
        const stack = await scene.makeStack(command({ delete: "touch ~/deleted" }), NO_AWS);
        const { accessKeyId, secretAccessKey } = scene.lab.credentials;
        await configure(
            stack,
            { ...endpointsByPath(), "allowedAccountIds[0]": scene.lab.accountId },
            { accessKey: accessKeyId, secretKey: secretAccessKey },
        );
        const up = await stack.up();
        expect(up.failure).toBeUndefined();
        expect(up.outputs).toMatchObject({ stdout: { value: "up" }, region: { value: scene.lab.region } });
        const destroyed = await stack.destroy();
        expect(destroyed.failure).toBeUndefined();
        expect(readFileSync(scene.home("deleted"), "utf8")).toBe("");
        expect(filesHolding(stack.folder, secretAccessKey)).toEqual([]);
        for (const { output, events } of [up, destroyed]) {
            expect(output + JSON.stringify(events)).not.toContain(secretAccessKey);
        }
    });

    test("with a profile of its own files", async () => {
        const stack = await scene.makeStack(command(), NO_AWS);
        const { accessKeyId, secretAccessKey } = scene.lab.credentials;
        const config = join(stack.folder, "config");
        const credentials = join(stack.folder, "credentials");
        writeFileSync(config, `[profile work]\nregion = ${scene.lab.region}\n`);
        writeFileSync(
            credentials,
            `[work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
        );
        const { region: _region, ...endpoints } = endpointsByPath();
        await configure(stack, {
            ...endpoints,
            profile: "work",
            "sharedConfigFiles[0]": config,
            "sharedCredentialsFiles[0]": credentials,
        });
        expect(await stack.up()).toMatchObject({
            failure: undefined,
            outputs: { stdout: { value: "up" }, region: { value: scene.lab.region } },
        });
    });

    test("and a value that it can't use fails before anything is asked, without showing it", async () => {
        const stack = await scene.makeStack(command(), NO_AWS);
        await configure(stack, { ...endpointsByPath(), accessKey: "AKIAEXAMPLE" });
        const asked = scene.lab.requests.length;
        const { failure } = await stack.up();
        expect(failure).toContain("AWS_CONFIG_MALFORMED");
        expect(failure).toContain("aws:secretKey");
        expect(failure).not.toContain("AKIAEXAMPLE");
        expect(scene.lab.requests).toHaveLength(asked);
    });
});

describe("proxies", () => {
    let site: Server;
    let proxy: TestProxy;
    beforeAll(async () => {
        site = createServer((incoming, answer) => answer.end(`content of ${incoming.url}`)).listen(0, "127.0.0.1");
        await once(site, "listening");
        proxy = await startProxy(() => (site.address() as AddressInfo).port);
    });
    afterEach(() => scene.lab.faults.clear());
    afterAll(() => {
        proxy.stop();
        site.closeAllConnections();
        site.close();
    });

    test("lead downloads of remote assets, and leave the lab on this machine alone", async () => {
        const source = new pulumi.asset.RemoteAsset("http://files.test/app.conf");
        const remotePath = scene.home("app.conf");
        const stack = await scene.makeStack(command({ files: [{ source, remotePath }] }), { HTTP_PROXY: proxy.url });
        expect((await stack.up()).failure).toBeUndefined();
        expect(readFileSync(remotePath, "utf8")).toBe("content of /app.conf");
        expect(new Set(proxy.asked)).toEqual(new Set(["GET http://files.test/app.conf"]));
    });

    test("of HTTPS_PROXY are asked for a way to AWS, and their refusal is reported", async () => {
        const stack = await scene.makeStack(command({ connection: { connectTimeout: "15s" } }), {
            ...NO_AWS,
            AWS_REGION: "eu-central-1",
            AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
            AWS_SECRET_ACCESS_KEY: "made-up",
            HTTPS_PROXY: `http://me:hidden-word@127.0.0.1:${(site.address() as AddressInfo).port}`,
        });
        const { failure } = await stack.up();
        expect(failure).toContain("AWS_PROXY");
        expect(failure).not.toContain("hidden-word");
    });
});

describe("an AWS endpoint whose certificate is not usual", () => {
    let folder: string;
    let front: TlsServer;
    let made: ReturnType<typeof makeCertificate>;
    beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), "eic-ca-"));
        made = makeCertificate(folder, ["localhost"]);
        front = createTlsServer({ key: made.key, cert: made.certificate }, (socket) => {
            const onward = connect(Number(new URL(scene.lab.endpoint).port), "127.0.0.1");
            socket.pipe(onward).pipe(socket);
            socket.on("error", () => onward.destroy());
            onward.on("error", () => socket.destroy());
        }).listen(0, "127.0.0.1");
        await once(front, "listening");
    });
    afterAll(() => {
        front.close();
        rmSync(folder, { recursive: true });
    });

    async function upWith(environment: Record<string, string>) {
        const url = `https://localhost:${(front.address() as AddressInfo).port}`;
        const endpoints = { AWS_ENDPOINT_URL_EC2: url, AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT: url };
        return (await scene.makeStack(command(), { ...endpoints, ...environment })).up();
    }

    test("is not asked; NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE lets it be", async () => {
        const { failure } = await upWith({});
        expect(failure).toContain("AWS_TLS");
        expect(failure).toContain("NODE_EXTRA_CA_CERTS");
        for (const name of ["NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE"]) {
            expect((await upWith({ [name]: made.file })).outputs.stdout?.value).toBe("up");
        }
    });
});
