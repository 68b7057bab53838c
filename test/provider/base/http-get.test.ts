import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { httpGet } from "../../../provider/base/http-get";
import { makeCertificate } from "../../support/test-certificate";
import { startProxy, type TestProxy } from "../../support/test-proxy";

let folder: string;
let site: Server;
let secureSite: Server;
let proxy: TestProxy;
let plainUrl: string;
const authorizations: (string | undefined)[] = [];

const answer: RequestListener = (incoming, response) => {
    authorizations.push(incoming.headers.authorization);
    const { pathname } = new URL(incoming.url ?? "", "http://any");
    if (pathname === "/moved") {
        response.writeHead(302, { location: "/hello" }).end();
    } else if (pathname === "/away") {
        response.writeHead(302, { location: `http://other.test:${portOf(site)}/hello` }).end();
    } else if (pathname === "/for-ever") {
        response.writeHead(301, { location: "/for-ever" }).end();
    } else if (pathname === "/to-file") {
        response.writeHead(302, { location: "file:///etc/passwd" }).end();
    } else if (pathname === "/packed") {
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("hello"));
    } else if (pathname === "/cut") {
        response.writeHead(200, { "content-length": "100" }).write("hel");
        setImmediate(() => response.destroy());
    } else if (pathname === "/hello") {
        response.end("hello");
    } else {
        response.writeHead(404).end("no");
    }
};
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eic-get-"));
    const { key, certificate } = makeCertificate(folder, ["files.test"]);
    site = createServer(answer).listen(0, "127.0.0.1");
    secureSite = createSecureServer({ key, cert: certificate }, answer).listen(0, "127.0.0.1");
    await Promise.all([once(site, "listening"), once(secureSite, "listening")]);
    plainUrl = `http://127.0.0.1:${portOf(site)}`;
});
beforeEach(async () => {
    proxy = await startProxy((target) => portOf(target.endsWith(":443") ? secureSite : site));
    authorizations.length = 0;
});
afterEach(() => proxy.stop());
afterAll(() => {
    site.closeAllConnections();
    site.close();
    secureSite.closeAllConnections();
    secureSite.close();
    rmSync(folder, { recursive: true });
});

async function textOf(address: string, environment: Record<string, string> = {}) {
    const { status, body } = await httpGet(address, environment);
    const pieces: Buffer[] = [];
    for await (const piece of body as AsyncIterable<Buffer>) {
        pieces.push(piece);
    }
    return `${status} ${Buffer.concat(pieces)}`;
}

describe("an address is asked for", () => {
    test("directly without a proxy, wherever it redirects to, and in plain however it is sent", async () => {
        expect(await textOf(`${plainUrl}/hello`)).toBe("200 hello");
        expect(await textOf(`${plainUrl}/moved`)).toBe("200 hello");
        expect(await textOf(`${plainUrl}/packed`)).toBe("200 hello");
        expect(await textOf(`${plainUrl}/nothing`)).toBe("404 no");
    });

    test("with the user that it names, who is not sent to another host", async () => {
        const address = `${plainUrl.replace("//", "//me:p%40ss@")}/away`;
        expect(await textOf(address, { HTTP_PROXY: proxy.url })).toBe("200 hello");
        expect(authorizations).toEqual([`Basic ${Buffer.from("me:p@ss").toString("base64")}`, undefined]);
        expect(proxy.asked).toEqual([`GET http://other.test:${portOf(site)}/hello`]);
    });

    test("through HTTP_PROXY, or ALL_PROXY, and not if NO_PROXY lists the host", async () => {
        const withUser = proxy.url.replace("//", "//me:p%40ss@");
        expect(await textOf("http://files.test/hello?a=1", { HTTP_PROXY: withUser })).toBe("200 hello");
        expect(await textOf("http://files.test/moved", { all_proxy: proxy.url })).toBe("200 hello");
        expect(proxy.asked).toEqual([
            "GET http://files.test/hello?a=1",
            "GET http://files.test/moved",
            "GET http://files.test/hello",
        ]);
        expect(proxy.authorizations[0]).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
        await expect(textOf("http://a.invalid/", { HTTP_PROXY: proxy.url, NO_PROXY: ".invalid" })).rejects.toThrow(
            "ENOTFOUND",
        );
        expect(proxy.asked).toHaveLength(3);
    });

    test("through a tunnel of HTTPS_PROXY, behind which the certificate is checked", async () => {
        await expect(textOf("https://files.test/hello", { HTTPS_PROXY: proxy.url })).rejects.toMatchObject({
            code: "DEPTH_ZERO_SELF_SIGNED_CERT",
        });
        expect(proxy.asked).toEqual(["CONNECT files.test:443"]);
    });

    test("until it goes round in circles, leads to a file, or breaks", async () => {
        await expect(textOf(`${plainUrl}/for-ever`)).rejects.toThrow("it redirects too often");
        await expect(textOf(`${plainUrl}/to-file`)).rejects.toThrow("it redirects to a scheme");
        await expect(textOf(`${plainUrl}/cut`)).rejects.toThrow("aborted");
        await expect(textOf("http://files.test/", { HTTP_PROXY: "socks5://a" })).rejects.toThrow(
            "HTTP_PROXY is not an http",
        );
    });
});
