import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { root } from "../support/imports";
import {
    openPage,
    pasteInto,
    picture,
    type ServedPage,
    screenOf,
    servePage,
    shows,
    startChromium,
    typeLine,
} from "./browser";
import { type CommandUser, makeUser } from "./command";

let lab: Lab;
let browser: Browser;
let web: LabInstance;
let user: CommandUser;
let served: ServedPage | undefined;

beforeAll(async () => {
    lab = await startLab();
    browser = await startChromium();
    web = await lab.launchInstance({ kind: "openssh", tags: { Name: "web-1" } });
});

afterAll(async () => {
    await browser.close();
    await lab.stop();
});

beforeEach(() => {
    user = makeUser(lab);
});

afterEach(async () => {
    served?.process.kill();
    await served?.ended;
    served = undefined;
    user.remove();
    await web.faults.clear();
});

async function serve(...args: string[]): Promise<string> {
    served = await servePage(user, ["--port", String(web.port), ...args]);
    return served.address;
}

describe("the terminal page", () => {
    test("runs what is typed, follows the window, ends with the page", async () => {
        const { page, errors } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        expect(await page.title()).toBe(`ec2-user@${web.instanceId}`);
        await typeLine(page, "echo ready-$((40+2)) Grüße");
        await shows(page, /^ready-42 Grüße$/m);
        await typeLine(page, "stty size");
        await shows(page, /^\d+ \d+$/m);
        const before = /^(\d+) (\d+)$/m.exec(await screenOf(page));
        await page.setViewportSize({ width: 700, height: 400 });
        await typeLine(page, "clear; stty size");
        await expect
            .poll(async () => Number(/^(\d+) (\d+)$/m.exec(await screenOf(page))?.[2] ?? 1_000), { timeout: 90_000 })
            .toBeLessThan(Number(before?.[2]));
        // A shell that has not yet given the terminal to what it starts would take the Ctrl-C for itself.
        await typeLine(page, "sh -c 'echo asleep-$((1+1)); exec sleep 1000'");
        await shows(page, /^asleep-2$/m);
        await page.keyboard.press("Control+c");
        await typeLine(page, "echo after-$?");
        await shows(page, /^after-130$/m);
        expect(errors).toEqual([]);
        await page.close();
        expect(await served?.ended).toBe(0);
    });

    test("reaches an instance that only its VPC reaches, through an endpoint", async () => {
        const endpoint = await lab.createEndpoint();
        const inside = await lab.launchInstance({ kind: "openssh", publicAddress: "none", privateAddress: "vpc-only" });
        try {
            served = await servePage(user, ["--port", String(inside.port), inside.instanceId]);
            const { page, errors } = await openPage(browser, served.address);
            await shows(page, /^\$ *$/m);
            expect(await page.locator("#detail").innerText()).toBe(`endpoint, ${inside.privateAddress}`);
            await typeLine(page, "echo inside-$((40+2))");
            await shows(page, /^inside-42$/m);
            expect([endpoint.tunnels.opened, errors]).toEqual([1, []]);
        } finally {
            await inside.terminate();
            await endpoint.delete();
        }
    });

    test("stays ready for Ctrl-C while a program prints without an end", async () => {
        const { page } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        await typeLine(page, "yes");
        await shows(page, /^y$/m);
        await page.keyboard.press("Control+c");
        await typeLine(page, "clear; echo done-$((1+1))");
        await shows(page, /^done-2$/m);
    });

    test("sends only a little to a page that shows nothing, and continues when the page shows it", async () => {
        const { origin, host, hash } = new URL(await serve(web.instanceId));
        const headers = { origin };
        const answer = await fetch(`${origin}/session`, { method: "POST", body: hash.slice(1), headers });
        const secret = await answer.text();
        const socket = new WebSocket(`ws://${host}/socket`, { headers });
        const wish = (message: object) => socket.send(JSON.stringify(message));
        const news: string[] = [];
        let receivedBytes = 0;
        socket.on("message", (data: Buffer, isBinary: boolean) => {
            receivedBytes += isBinary ? data.length : 0;
            news.push(...(isBinary ? [] : [JSON.parse(data.toString()).type]));
        });
        socket.once("open", () => wish({ type: "hello", secret }));
        await expect.poll(() => news).toContain("welcome");
        wish({ type: "open", instanceId: web.instanceId, size: { columns: 80, rows: 24 } });
        await expect.poll(() => news, { timeout: 90_000 }).toContain("opened");
        socket.send(Buffer.from("yes\n"));
        await expect.poll(() => receivedBytes, { timeout: 90_000 }).toBeGreaterThan(128 * 1024);
        // Meanwhile, `yes` would have filled the memory.
        for (const count of [1, 2, 3]) {
            wish({ type: "list" });
            await expect
                .poll(() => news.filter((type) => type === "instances").length, { timeout: 90_000 })
                .toBe(count);
        }
        expect(receivedBytes).toBeLessThan(256 * 1024);
        wish({ type: "shown", bytes: receivedBytes });
        await expect.poll(() => receivedBytes, { timeout: 90_000 }).toBeGreaterThan(256 * 1024);
        socket.close();
        expect(await served?.ended).toBe(0);
    });

    test("asks before several lines are pasted, and sends them as they are", async () => {
        const { page, errors } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        const paste = (text: string) => pasteInto(page, text);
        await paste("echo one-line");
        await page.keyboard.press("Enter");
        await shows(page, /^one-line$/m);
        await paste("echo first-$((1+1))\necho second-$((2+2))\n\u001b[201~");
        const dialog = page.getByRole("dialog");
        await expect.poll(() => dialog.innerText()).toContain("Paste 3 lines?");
        await dialog.getByRole("button", { name: "Cancel" }).click();
        await paste("echo first-$((1+1))\necho second-$((2+2))\n");
        await expect.poll(() => dialog.innerText()).toContain("Paste 2 lines?");
        await page.screenshot({ path: picture("paste") });
        await dialog.getByRole("button", { name: "Paste" }).click();
        await shows(page, /second-4$/m);
        expect((await screenOf(page)).match(/first-2/g)).toHaveLength(1);
        expect(errors).toEqual([]);
    });

    test.each(["Control+Shift+KeyV", "Shift+Insert"])("pastes what is on the clipboard by %s", async (keys) => {
        const permissions = ["clipboard-read", "clipboard-write"];
        const { page } = await openPage(browser, await serve(web.instanceId), { permissions });
        await shows(page, /^\$ *$/m);
        await page.evaluate("navigator.clipboard.writeText('echo pasted-$((3*7))')");
        await page.keyboard.press(keys);
        await shows(page, /echo pasted/);
        await page.keyboard.press("Enter");
        await shows(page, /^pasted-21$/m);
    });

    test("pastes between brackets for a program that asks for them", async () => {
        const { page } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        await typeLine(
            page,
            "stty -echo -icanon; printf '\\033[?2004h\\n'; echo read''y; dd bs=1 count=18 2>/dev/null | od -An -c",
        );
        await shows(page, /^ready$/m);
        await pasteInto(page, "ab\u001b[201~");
        await shows(page, /033 +\[ +2 +0 +0 +~ +a +b +\[ +2 +0 +1 +~ +033 +\[/);
    });

    test("opens links of the web only, and gives the far side no clipboard", async () => {
        const { page } = await openPage(browser, await serve(web.instanceId), { permissions: ["clipboard-read"] });
        await shows(page, /^\$ *$/m);
        await typeLine(
            page,
            "printf '\\033]52;c;ZXZpbA==\\007'; echo see http://127.0.0.1:9/x and 'javascript:alert(1)'",
        );
        await shows(page, /^see http/m);
        expect(await page.evaluate("navigator.clipboard.readText()")).not.toContain("evil");
        const popup = page.context().waitForEvent("page");
        const row = page.locator(".xterm-rows > div", { hasText: /^see http/ });
        const box = await row.boundingBox();
        await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 5);
        await page.mouse.click((box?.x ?? 0) + 60, (box?.y ?? 0) + 5);
        const opened = await popup;
        expect(await opened.evaluate("opener")).toBeNull();
    });

    test("says why a terminal is over, and connects again by the keyboard", async () => {
        const { page } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        await typeLine(page, "exit 3");
        const notice = page.getByRole("alert");
        await expect.poll(() => notice.innerText()).toContain("The shell ended with exit code 3.");
        await page.keyboard.press("Enter");
        await shows(page, /^\$ *$/m);
        web.faults.cutConnections("reset");
        await expect.poll(() => notice.innerText(), { timeout: 90_000 }).toContain("The connection was lost");
        await page.screenshot({ path: picture("lost") });
    });

    test("takes on the size that the window has got while it connected", async () => {
        web.faults.withholdBanner();
        const { page } = await openPage(browser, await serve(web.instanceId));
        await expect.poll(() => page.getByRole("status").innerText()).toContain(`Connecting to ${web.instanceId}`);
        await page.setViewportSize({ width: 500, height: 300 });
        await expect.poll(() => page.locator(".xterm-rows > div").count()).toBeLessThan(20);
        await web.faults.sendBanner();
        await shows(page, /^\$ *$/m);
        await typeLine(page, "stty size");
        await shows(page, /^\d+ \d+$/m);
        const [, rows] = /^(\d+) (\d+)$/m.exec(await screenOf(page)) ?? [];
        expect(Number(rows)).toBe(await page.locator(".xterm-rows > div").count());
    });

    test("ends at once when its page is closed while it connects", async () => {
        web.faults.withholdBanner();
        const { page } = await openPage(browser, await serve("--connect-timeout", "1h", web.instanceId));
        await expect.poll(() => page.getByRole("status").innerText()).toContain(`Connecting to ${web.instanceId}`);
        await page.close();
        expect(await served?.ended).toBe(0);
    });

    test("ends, and says why, when its page is closed before it has come", async () => {
        const { origin, hash } = new URL(await serve(web.instanceId));
        let told = "";
        served?.process.stderr?.on("data", (chunk) => {
            told += chunk;
        });
        const answer = await fetch(`${origin}/session`, {
            method: "POST",
            body: hash.slice(1),
            headers: { origin },
        });
        expect(answer.status).toBe(200);
        expect(await served?.ended).toBe(255);
        expect(told).toBe(
            "ec2-instance-connect: the page was opened, but has not connected within 15 seconds. It was closed, or the browser keeps it from websockets.\n",
        );
    });

    test("asks before it is closed with a terminal open, and says that it can't be loaded again", async () => {
        const { page } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        await typeLine(page, "echo used");
        await shows(page, /^used$/m);
        const asked = page.waitForEvent("dialog");
        await page.close({ runBeforeUnload: true });
        const dialog = await asked;
        expect(dialog.type()).toBe("beforeunload");
        await dialog.dismiss();
        await typeLine(page, "echo still-$((1+1))");
        await shows(page, /^still-2$/m);
        page.once("dialog", (again) => void again.accept());
        await page.reload();
        await expect.poll(() => page.getByRole("alert").innerText()).toContain("loaded again: its address works once");
        expect(await served?.ended).toBe(0);
    });

    test("marks and copies by the keyboard, and shows the target of a link", async () => {
        const permissions = ["clipboard-read", "clipboard-write"];
        const { page } = await openPage(browser, await serve(web.instanceId), { permissions });
        await shows(page, /^\$ *$/m);
        await typeLine(page, "printf '\\033]8;;http://127.0.0.1:9/there\\033\\\\here-it-is\\033]8;;\\033\\\\\\n'");
        await shows(page, /^here-it-is$/m);
        await page.keyboard.press("Control+Shift+KeyA");
        await page.keyboard.press("Control+Shift+KeyC");
        await expect.poll(() => page.evaluate("navigator.clipboard.readText()")).toMatch(/^here-it-is$/m);
        const box = await page.locator(".xterm-rows > div", { hasText: /^here-it-is/ }).boundingBox();
        await page.mouse.move((box?.x ?? 0) + 30, (box?.y ?? 0) + 5);
        await page.mouse.move((box?.x ?? 0) + 32, (box?.y ?? 0) + 5);
        await expect.poll(() => page.locator("#screen").getAttribute("title")).toBe("http://127.0.0.1:9/there");
    });

    test("says that the command has ended", async () => {
        const { page } = await openPage(browser, await serve(web.instanceId));
        await shows(page, /^\$ *$/m);
        served?.process.kill("SIGTERM");
        await expect.poll(() => page.getByRole("alert").innerText()).toContain("has ended. Start it again");
        expect(await served?.ended).toBe(143);
    });

    test("shows why a sign-in failed, as the command would", async () => {
        const address = await serve("--user", "nobody-here", "--connect-timeout", "3s", web.instanceId);
        const { page } = await openPage(browser, address);
        const notice = page.getByRole("alert");
        await expect.poll(() => notice.innerText(), { timeout: 90_000 }).toContain("SSH_KEY_REFUSED");
        expect(await notice.innerText()).toContain("--user");
    });
});

describe("other pages", () => {
    test("can do nothing with the server, even if one knew the token", async () => {
        const address = await serve(web.instanceId);
        const { origin, host, hash } = new URL(address);
        const foreign = createServer((_request, response) => {
            response.setHeader("content-type", "text/html");
            response.end("<!doctype html><title>foreign</title>");
        });
        await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve));
        try {
            const { page, errors } = await openPage(
                browser,
                `http://localhost:${(foreign.address() as AddressInfo).port}/`,
            );
            const outcome = await page.evaluate(`(async () => {
                const status = (answer) => answer.type === "opaque" ? "unread" : answer.status;
                const refused = () => "refused";
                const token = { method: "POST", body: ${JSON.stringify(hash.slice(1))} };
                const posted = await fetch("${origin}/session", token).then(status, refused);
                const sent = await fetch("${origin}/session", { ...token, mode: "no-cors" }).then(status, refused);
                const read = await fetch("${origin}/").then(status, refused);
                const socket = await new Promise((resolve) => {
                    const opened = new WebSocket("ws://${host}/socket");
                    opened.onopen = () => resolve("open");
                    opened.onerror = () => resolve("refused");
                });
                const script = await new Promise((resolve) => {
                    const element = document.createElement("script");
                    element.src = "${origin}/page.js";
                    element.onload = () => resolve("loaded");
                    element.onerror = () => resolve("refused");
                    document.body.append(element);
                });
                const frame = document.createElement("iframe");
                frame.src = ${JSON.stringify(address)};
                document.body.append(frame);
                await new Promise((resolve) => { frame.onload = resolve; });
                return { posted, sent, read, socket, script };
            })()`);
            expect(outcome).toEqual({
                ...{ posted: "refused", sent: "refused", read: "refused", socket: "refused", script: "refused" },
            });
            await expect.poll(() => errors.join("\n")).toMatch(/frame-ancestors|X-Frame-Options/);
            expect(await page.frameLocator("iframe").locator("#title").count()).toBe(0);
        } finally {
            foreign.close();
            foreign.closeAllConnections();
        }
        // The token was not used up.
        const { page } = await openPage(browser, address);
        await shows(page, /^\$ *$/m);
        const late = await openPage(browser, address);
        await expect.poll(() => late.page.getByRole("alert").innerText()).toContain("works once");
    });

    test("follow the file that a browser is opened with to the page", async () => {
        const opener = join(user.home, "opener");
        writeFileSync(opener, `#!/bin/sh\necho "$1" >"${user.home}/note"\n`, { mode: 0o755 });
        const main = join(root, "dist", "cli", "main.js");
        const args = [main, "browser", "--port", String(web.port), web.instanceId];
        const child = user.start(process.execPath, args, { environment: { BROWSER: opener } });
        const ended = new Promise((resolve) => child.once("close", resolve));
        try {
            const note = join(user.home, "note");
            await expect.poll(() => existsSync(note) && readFileSync(note, "utf8").endsWith("\n")).toBe(true);
            const file = readFileSync(note, "utf8").trim();
            const { page } = await openPage(browser, `file://${file}`);
            await shows(page, /^\$ *$/m);
            expect(existsSync(file)).toBe(false);
            expect(await page.evaluate("location.href")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
            expect(await page.evaluate("document.referrer + document.cookie")).toBe("");
            expect(await page.evaluate("localStorage.length + sessionStorage.length")).toBe(0);
            await page.close();
            expect(await ended).toBe(0);
        } finally {
            child.kill();
        }
    });
});
