import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { root } from "../support/imports";
import { type ServedPage, servePage } from "./browser";
import { type CommandUser, makeUser } from "./command";

let user: CommandUser;
let served: ServedPage;
let port: number;
let token: string;

const ENVIRONMENT = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };

beforeEach(async () => {
    user = makeUser(undefined);
    served = await servePage(user, [], ENVIRONMENT);
    const { port: found, hash } = new URL(served.address);
    port = Number(found);
    token = hash.slice(1);
});

afterEach(async () => {
    served.process.kill();
    await served.ended;
    user.remove();
});

interface Asked {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

/** Asks the server as any program can. */
function ask({ method = "GET", path = "/", headers = {}, body = "" }: Asked = {}) {
    return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
        (resolve, reject) => {
            const asking = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
                let text = "";
                response.on("data", (chunk) => {
                    text += chunk;
                });
                response.on("end", () =>
                    resolve({ status: response.statusCode, headers: response.headers, body: text }),
                );
            });
            asking.once("error", reject);
            asking.end(body);
        },
    );
}

const own = () => ({ origin: `http://127.0.0.1:${port}` });
const showToken = (headers: Readonly<Record<string, string>> = own(), shown = token) =>
    ask({ method: "POST", path: "/session", headers, body: shown });

/** How an attempt to open the websocket ends: with the status of a refusal, or what comes after the first message. */
function openSocket(headers: Readonly<Record<string, string>>, first: string): Promise<string> {
    return new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers });
        socket.once("open", () => socket.send(first));
        socket.once("message", (data) => {
            resolve(JSON.parse(data.toString()).type);
            socket.terminate();
        });
        socket.once("close", (code) => resolve(`closed ${code}`));
        socket.once("error", (error) => resolve(error.message));
    });
}

describe("the server of the page", () => {
    test("listens on loopback alone", () => {
        const hex = port.toString(16).toUpperCase().padStart(4, "0");
        const tables = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readFileSync(file, "utf8").split("\n"));
        const listening = tables.filter((line) => line.includes(`:${hex} `) && / 0A /.test(line));
        expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${hex}`]);
    });

    test("gives the token to one page, once, and refuses any other token", async () => {
        expect((await showToken(own(), `${token.slice(0, -1)}x`)).status).toBe(403);
        expect((await showToken(own(), "")).status).toBe(403);
        expect((await showToken(own(), "x".repeat(100_000))).status).toBe(403);
        const first = await showToken();
        expect([first.status, first.body]).toEqual([200, expect.stringMatching(/^[0-9a-f]{64}$/)]);
        expect(first.body).not.toBe(token);
        expect(first.headers["set-cookie"]).toBeUndefined();
        expect(await showToken()).toMatchObject({ status: 403, body: "" });
    });

    test("refuses a second page beside the first", async () => {
        const { body: secret } = await showToken();
        const hello = JSON.stringify({ type: "hello", secret });
        const page = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: own() });
        page.once("open", () => page.send(hello));
        await new Promise((resolve) => page.once("message", resolve));
        expect(await openSocket(own(), hello)).toBe("closed 1008");
        expect(page.readyState).toBe(WebSocket.OPEN);
        page.terminate();
        expect(await served.ended).toBe(0);
    });

    test.each(["http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:PORT", "http://localhost:PORT"])(
        "hears no page of %s, which a foreign page can't help to name",
        async (text) => {
            const origin = text.replace("PORT", String(port));
            expect((await ask({ headers: { origin } })).status).toBe(403);
            expect((await ask({ path: "/page.js", headers: { origin } })).status).toBe(403);
            expect((await showToken({ origin })).status).toBe(403);
            const { body: secret } = await showToken();
            expect(await openSocket({ origin }, JSON.stringify({ type: "hello", secret }))).toContain("403");
        },
    );

    test("refuses a request without an origin: a program of another user has none to show", async () => {
        expect((await showToken({})).status).toBe(403);
        expect(await openSocket({}, "")).toContain("403");
    });

    test.each(["evil.example", "evil.example:PORT", "localhost:PORT", "127.0.0.1"])(
        "is not to be had by the name %s, which somebody may have point here",
        async (text) => {
            const host = text.replace("PORT", String(port));
            expect((await ask({ headers: { host } })).status).toBe(421);
            expect((await showToken({ ...own(), host })).status).toBe(421);
            expect(await openSocket({ ...own(), host }, "")).toContain("403");
        },
    );

    test("speaks to a page that shows its secret, and to no other", async () => {
        const { body: secret } = await showToken();
        for (const wrong of [
            "",
            "{}",
            "no json",
            JSON.stringify({ type: "hello" }),
            JSON.stringify({ type: "hello", secret: token }),
        ]) {
            expect(await openSocket(own(), wrong)).toBe("closed 1008");
        }
        expect(await openSocket(own(), JSON.stringify({ type: "hello", secret }))).toBe("welcome");
    });

    test("lets a page load, run, frame and keep nothing but its own", async () => {
        const { status, headers, body } = await ask();
        expect(status).toBe(200);
        const policy = String(headers["content-security-policy"]);
        expect(policy).toContain("default-src 'none'; script-src 'self'; ");
        expect(policy).toMatch(/style-src 'self' 'nonce-[0-9a-f]{32}'/);
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/unsafe|\*|https?:/);
        expect(headers).toMatchObject({
            "x-frame-options": "DENY",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        });
        expect(body).not.toMatch(/<script(?! src="\/page.js")|<style|style=|onclick/);
        expect(body).not.toContain(token);
        const nonceOf = (text: unknown) => /nonce-(\w+)/.exec(String(text))?.[1];
        expect(nonceOf((await ask()).headers["content-security-policy"])).not.toBe(nonceOf(policy));
    });

    test.each([
        "/../../package.json",
        "/page.js/../index.html",
        "/index.html",
        "//etc/passwd",
        "/%2e%2e/x",
        "/session",
    ])("has no file %s", async (path) => {
        expect((await ask({ path })).status).toBe(404);
    });

    test("shows the token in the arguments of no process", () => {
        for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
            let line = "";
            try {
                line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
            } catch {
                // It has ended.
            }
            expect(line).not.toContain(token);
        }
    });
});

test("gets the address if the browser that was found does not connect", async () => {
    const main = join(root, "dist", "cli", "main.js");
    const child = user.start(process.execPath, [main, "browser"], {
        environment: { ...ENVIRONMENT, BROWSER: "true" },
    });
    let told = "";
    child.stderr?.on("data", (chunk) => {
        told += chunk;
    });
    try {
        await expect
            .poll(() => told, { timeout: 90_000 })
            .toMatch(/works once:\n\n {2}http:\/\/127\.0\.0\.1:\d+\/#[0-9a-f]{64}\n/);
    } finally {
        child.kill();
    }
});

test("a browser is opened by a file that only this user can read, and that is gone once the page is there", async () => {
    const opener = join(user.home, "opener");
    const note = join(user.home, "note");
    writeFileSync(opener, `#!/bin/sh\ncp -p "$1" "${note}.copy"; echo "$@" >"${note}"; exec sleep 20\n`, {
        mode: 0o755,
    });
    const main = join(root, "dist", "cli", "main.js");
    const environment = { ...ENVIRONMENT, BROWSER: opener };
    const child = user.start(process.execPath, [main, "browser"], { environment });
    try {
        await expect.poll(() => readTextOr(note), { timeout: 90_000 }).not.toBe("");
        const file = readTextOr(note).trim();
        expect(file).toMatch(/open\.html$/);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
        const [, address = ""] = /url=([^"]+)"/.exec(readTextOr(`${note}.copy`)) ?? [];
        const { origin, hash, host } = new URL(address);
        const answer = await fetch(`${origin}/session`, { method: "POST", body: hash.slice(1), headers: { origin } });
        const secret = await answer.text();
        const socket = new WebSocket(`ws://${host}/socket`, { origin });
        await new Promise((resolve) => socket.once("open", resolve));
        socket.send(JSON.stringify({ type: "hello", secret }));
        await expect.poll(() => readTextOr(file), { timeout: 90_000 }).toBe("");
        const ended = new Promise((resolve) => child.once("close", resolve));
        socket.terminate();
        expect(await ended).toBe(0);
    } finally {
        child.kill();
    }
});

function readTextOr(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
