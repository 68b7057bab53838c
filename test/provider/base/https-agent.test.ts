import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createPlainServer, type Server as PlainServer } from "node:http";
import { createServer, request, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makeHttpsAgent } from "../../../provider/base/https-agent";
import { makeCertificate } from "../../support/test-certificate";

let folder: string;
let site: Server;
let sitePort: number;
let certificate: string;
let proxy: PlainServer;
let proxyUrl: string;
let tunnels: { target: string; authorization: string | undefined }[];
let proxyStatus: number;
const agents: ReturnType<typeof makeHttpsAgent>[] = [];

/** A site with a certificate for localhost and aws.test, and a proxy that leads every CONNECT to it. */
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eic-proxy-"));
    const made = makeCertificate(folder, ["localhost", "aws.test"]);
    certificate = made.certificate;
    site = createServer({ key: made.key, cert: certificate }, (_incoming, answer) => answer.end("hello"));
    site.listen(0, "127.0.0.1");
    await once(site, "listening");
    sitePort = (site.address() as AddressInfo).port;
});

beforeEach(async () => {
    tunnels = [];
    proxyStatus = 200;
    proxy = createPlainServer();
    proxy.on("connect", (incoming, socket) => {
        tunnels.push({ target: incoming.url ?? "", authorization: incoming.headers["proxy-authorization"] });
        if (proxyStatus !== 200) {
            socket.end(`HTTP/1.1 ${proxyStatus} No\r\n\r\n`);
            return;
        }
        const onward = connect(sitePort, "127.0.0.1", () => {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            socket.pipe(onward).pipe(socket);
        });
        onward.on("error", () => socket.destroy());
        socket.on("error", () => onward.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterEach(() => {
    for (const agent of agents.splice(0)) {
        agent.destroy();
    }
    proxy.closeAllConnections();
    proxy.close();
});

afterAll(() => {
    site.closeAllConnections();
    site.close();
    rmSync(folder, { recursive: true, force: true });
});

function agentWith(environment: Record<string, string>) {
    const agent = makeHttpsAgent(environment, { ca: certificate });
    agents.push(agent);
    return agent;
}

async function get(agent: ReturnType<typeof makeHttpsAgent>, host: string, port: number): Promise<string> {
    const call = request({ agent, host, port, path: "/" });
    call.end();
    const [answer] = await once(call, "response");
    let body = "";
    for await (const chunk of answer) {
        body += chunk;
    }
    return body;
}

describe("HTTPS_PROXY", () => {
    test("leads calls through a CONNECT tunnel, and several calls through one", async () => {
        const agent = agentWith({ HTTPS_PROXY: proxyUrl });
        expect(await get(agent, "aws.test", 443)).toBe("hello");
        expect(await get(agent, "aws.test", 443)).toBe("hello");
        expect(tunnels).toEqual([{ target: "aws.test:443", authorization: undefined }]);
    });

    test("may be written without a scheme and in small letters, and carries user and password", async () => {
        const withUser = proxyUrl.replace("http://", "me:p%40ss@");
        expect(await get(agentWith({ https_proxy: withUser }), "aws.test", 443)).toBe("hello");
        const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
        expect(tunnels).toEqual([{ target: "aws.test:443", authorization }]);
    });

    test("does not lower the guard: the site's certificate is checked behind the proxy", async () => {
        await expect(get(agentWith({ HTTPS_PROXY: proxyUrl }), "other.test", 443)).rejects.toMatchObject({
            code: "ERR_TLS_CERT_ALTNAME_INVALID",
        });
    });

    test.each([407, 403, 502])("that answers %i fails the call and shows no password", async (status) => {
        proxyStatus = status;
        const agent = agentWith({ HTTPS_PROXY: proxyUrl.replace("http://", "http://me:hidden-word@") });
        const error = await get(agent, "aws.test", 443).catch((thrown: Error) => thrown);
        expect(error).toMatchObject({ code: "EPROXY", message: expect.stringContaining(String(status)) });
        expect(String(error)).not.toContain("hidden-word");
    });

    test("that does not exist fails the call as such, so that the cause is not looked for in AWS", async () => {
        proxy.close();
        const error = await get(agentWith({ HTTPS_PROXY: proxyUrl }), "aws.test", 443).catch((thrown: Error) => thrown);
        expect(error).toMatchObject({ code: "EPROXY", message: expect.stringContaining("ECONNREFUSED") });
    });

    test("of a kind that is not known fails the call", async () => {
        const agent = agentWith({ HTTPS_PROXY: "socks5://127.0.0.1:1080" });
        await expect(get(agent, "aws.test", 443)).rejects.toMatchObject({ code: "EPROXY" });
    });
});

describe("a proxy that does not do its part", () => {
    test("by closing the connection fails the call as such", async () => {
        proxy.removeAllListeners("connect");
        proxy.on("connect", (_incoming, socket) => socket.end());
        const error = await get(agentWith({ HTTPS_PROXY: proxyUrl }), "aws.test", 443).catch((thrown: Error) => thrown);
        expect(error).toMatchObject({ code: "EPROXY" });
    });

    test("by saying nothing is given up after a while, and its connection is closed", async () => {
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        try {
            proxy.removeAllListeners("connect");
            const asked = once(proxy, "connect");
            const failure = get(agentWith({ HTTPS_PROXY: proxyUrl }), "aws.test", 443).catch((thrown: Error) => thrown);
            const [, socket] = await asked;
            const ended = once(socket, "end");
            socket.on("error", () => {}).resume();
            await vi.advanceTimersByTimeAsync(15_000);
            expect(await failure).toMatchObject({
                code: "EPROXY",
                message: expect.stringContaining("does not answer"),
            });
            await ended;
        } finally {
            vi.useRealTimers();
        }
    });

    test("by speaking TLS with an untrusted certificate fails the call as such", async () => {
        const agent = agentWith({ HTTPS_PROXY: `https://127.0.0.1:${sitePort}` });
        const error = await get(agent, "aws.test", 443).catch((thrown: Error) => thrown);
        expect(error).toMatchObject({ code: "EPROXY", message: expect.stringContaining("SELF_SIGNED_CERT") });
    });
});

describe("behind a proxy", () => {
    test("the certificate of an address is compared with that address, not with the proxy's name", async () => {
        const agent = agentWith({ HTTPS_PROXY: proxyUrl.replace("127.0.0.1", "localhost") });
        await expect(get(agent, "192.0.2.7", 443)).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
        expect(tunnels).toEqual([{ target: "192.0.2.7:443", authorization: undefined }]);
    });

    test("an IPv6 address is asked for in brackets", async () => {
        await expect(get(agentWith({ HTTPS_PROXY: proxyUrl }), "2001:db8::7", 443)).rejects.toMatchObject({
            code: "ERR_TLS_CERT_ALTNAME_INVALID",
        });
        expect(tunnels).toEqual([{ target: "[2001:db8::7]:443", authorization: undefined }]);
    });

    test("a password is taken as meant, a bare per cent sign included", async () => {
        const agent = agentWith({ HTTPS_PROXY: proxyUrl.replace("http://", "http://me:100%@") });
        expect(await get(agent, "aws.test", 443)).toBe("hello");
        expect(tunnels[0]?.authorization).toBe(`Basic ${Buffer.from("me:100%").toString("base64")}`);
    });

    test("no debug message shows the password", async () => {
        const agentModule = join(__dirname, "../../../dist/provider/base/https-agent.js");
        const program = `
            const { makeHttpsAgent } = require(${JSON.stringify(agentModule)});
            const agent = makeHttpsAgent(process.env, { keepAlive: false });
            require("node:https").get({ agent, host: "aws.test", port: 443 }).on("error", ({ code }) => console.log(code));
        `;
        const { NO_PROXY: _none, no_proxy: _nothing, ...environment } = process.env;
        const HTTPS_PROXY = proxyUrl.replace("http://", "http://me:hidden-word@");
        const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", program], {
            env: { ...environment, https_proxy: "", HTTPS_PROXY, DEBUG: "*" },
        });
        expect(stdout).toContain("SELF_SIGNED_CERT");
        expect(tunnels[0]?.authorization).toBe(`Basic ${Buffer.from("me:hidden-word").toString("base64")}`);
        expect(stderr).toContain("https-proxy-agent");
        for (const form of ["hidden-word", Buffer.from("me:hidden-word").toString("base64")]) {
            expect(stderr).not.toContain(form);
        }
    });
});

describe("NO_PROXY", () => {
    test("leaves its hosts to a direct connection", async () => {
        const agent = agentWith({ HTTPS_PROXY: proxyUrl, NO_PROXY: "169.254.169.254, localhost" });
        expect(await get(agent, "localhost", sitePort)).toBe("hello");
        expect(tunnels).toEqual([]);
        expect(await get(agent, "aws.test", 443)).toBe("hello");
        expect(tunnels).toHaveLength(1);
    });
});
