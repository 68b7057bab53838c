import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createPlainServer, type Server as PlainServer } from "node:http";
import { createServer, request, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

    test("that is not there fails the call as such, so that nobody looks for AWS in vain", async () => {
        proxy.close();
        const error = await get(agentWith({ HTTPS_PROXY: proxyUrl }), "aws.test", 443).catch((thrown: Error) => thrown);
        expect(error).toMatchObject({ code: "EPROXY", message: expect.stringContaining("ECONNREFUSED") });
    });

    test("of a kind that is not known fails the call", async () => {
        const agent = agentWith({ HTTPS_PROXY: "socks5://127.0.0.1:1080" });
        await expect(get(agent, "aws.test", 443)).rejects.toMatchObject({ code: "EPROXY" });
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
