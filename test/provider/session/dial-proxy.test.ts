import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { isProviderError } from "../../../provider/base/error";
import { systemRandom } from "../../../provider/base/random";
import { parseSshProxy } from "../../../provider/base/ssh-proxy";
import { directRoute } from "../../../provider/instance/way";
import { makeSessionPool, type SessionRequest } from "../../../provider/session";
import { labRequest } from "../../support/lab-sessions";
import { type SocksManners, startSocksProxy } from "../../support/socks-proxy";
import { startProxy } from "../../support/test-proxy";

let lab: Lab;
let instance: LabInstance;
const ends: (() => void)[] = [];

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
});

afterEach(() => {
    for (const end of ends.splice(0)) {
        end();
    }
});

afterAll(() => lab.stop());

function through(proxy: string, changes: Partial<SessionRequest> = {}): SessionRequest {
    const route = directRoute("private", instance.privateAddress, instance.port, parseSshProxy(proxy));
    return labRequest(lab, instance, { routes: [route], routeChoice: proxy, ...changes });
}

async function lease(request: SessionRequest) {
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom });
    ends.push(() => pool.closeAll());
    return pool.lease(request);
}

async function failureThrough(proxy: string, limitMs = 1_500) {
    const error = await lease(through(proxy, { deadline: makeDeadline(systemClock, limitMs) })).then(
        () => undefined,
        (thrown: unknown) => thrown,
    );
    return isProviderError(error) ? error.failure : { code: String(error), summary: "", remedies: [] };
}

async function socks(manners?: SocksManners) {
    const proxy = await startSocksProxy(manners);
    ends.push(() => proxy.stop());
    return proxy;
}

describe("a SOCKS5 proxy", () => {
    test("leads to sshd, with a user and without", async () => {
        const place = `${instance.privateAddress}:${instance.port}`;
        const plain = await socks();
        await lease(through(`socks5://127.0.0.1:${plain.port}`));
        expect(plain.asked).toEqual([place]);
        const guarded = await socks({ user: { name: "me", password: "p@ss:w%rd" } });
        await lease(through(`socks5://me:p%40ss%3Aw%rd@127.0.0.1:${guarded.port}`));
        expect(guarded.asked).toEqual([place]);
    });

    test.each<[string, SocksManners, string, RegExp]>([
        ["wants a user", { user: { name: "me", password: "secret" } }, "", /it requires a user and a password/],
        [
            "refuses the password",
            { user: { name: "me", password: "secret" } },
            "me:wr0ng-word@",
            /refused the user or the password/,
        ],
        ["has rules", { reply: 2 }, "", /its rules do not allow the connection/],
        ["finds nobody listening", { reply: 5 }, "", /it could not connect there: connection refused/],
        ["finds no host", { reply: 4 }, "", /it could not connect there: host unreachable/],
    ])("that %s is named as such", async (_name, manners, user, words) => {
        const { port } = await socks(manners);
        const failure = await failureThrough(`socks5://${user}127.0.0.1:${port}`);
        expect(failure.code).toBe("NET_PROXY");
        expect(failure.summary).toMatch(words);
        expect(failure.summary).toContain(`through the proxy 127.0.0.1:${port}`);
        expect(JSON.stringify(failure)).not.toContain("wr0ng-word");
    });

    test("that says nothing, or is not there, ends with the time", async () => {
        const { port, stop } = await socks({ isSilent: true });
        expect((await failureThrough(`socks5://127.0.0.1:${port}`)).summary).toMatch(/no answer/);
        stop();
        const gone = await failureThrough(`socks5://127.0.0.1:${port}`);
        expect([gone.code, gone.summary]).toEqual([
            "NET_PROXY",
            expect.stringMatching(/it can't be reached \(ECONNREFUSED\)/),
        ]);
    });
});

describe("an HTTP proxy", () => {
    const answering = async (status: number) => {
        const server = createServer();
        server.on("connect", (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        ends.push(() => server.close());
        return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };

    test("leads to sshd, and gets user and password in a header", async () => {
        const proxy = await startProxy(() => 0);
        proxy.stop();
        const real = createServer();
        const seen: (string | undefined)[] = [];
        real.on("connect", (request, socket) => {
            seen.push(request.url, request.headers["proxy-authorization"]);
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            const onward = require("node:net").connect(instance.port, instance.privateAddress);
            socket.pipe(onward).pipe(socket);
            socket.on("error", () => onward.destroy());
            onward.on("error", () => socket.destroy());
        });
        await new Promise<void>((resolve) => real.listen(0, "127.0.0.1", resolve));
        ends.push(() => real.close());
        const { port } = real.address() as AddressInfo;
        await lease(through(`http://me:secret@127.0.0.1:${port}`));
        const basic = `Basic ${Buffer.from("me:secret").toString("base64")}`;
        expect(seen).toEqual([`${instance.privateAddress}:${instance.port}`, basic]);
    });

    test.each([
        [407, "", /it requires a user and a password/],
        [407, "me:wr0ng-word@", /refused the user or the password/],
        [403, "", /it refused the connection \(HTTP 403\)/],
        [502, "", /it could not connect there \(HTTP 502\)/],
    ])("that answers %i is named as such", async (status, user, words) => {
        const proxy = await answering(status);
        const failure = await failureThrough(proxy.replace("//", `//${user}`));
        expect([failure.code, failure.summary]).toEqual(["NET_PROXY", expect.stringMatching(words)]);
        expect(JSON.stringify(failure)).not.toContain("wr0ng-word");
    });
});

describe("the address of a proxy", () => {
    test.each([
        ["socks5://127.0.0.1:1080", { kind: "socks5", host: "127.0.0.1", port: 1080, user: undefined }],
        ["socks5://proxy", { kind: "socks5", host: "proxy", port: 1080, user: undefined }],
        ["socks5h://[::1]:9", { kind: "socks5", host: "::1", port: 9, user: undefined }],
        [
            "http://a:b%40c@proxy:3128/",
            { kind: "http", host: "proxy", port: 3128, user: { name: "a", password: "b@c" } },
        ],
        ["socks5://proxy:80", { kind: "socks5", host: "proxy", port: 80, user: undefined }],
        ["http://proxy", { kind: "http", host: "proxy", port: 80, user: undefined }],
        ["https://proxy:443", undefined],
        ["proxy:3128", undefined],
        ["socks4://proxy:1080", undefined],
        ["http://proxy:3128/path", undefined],
        ["", undefined],
    ])("%s", (text, expected) => {
        expect(parseSshProxy(text)).toEqual(expected);
    });
});
