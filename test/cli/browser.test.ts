import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { root } from "../support/imports";
import { openPage, type ServedPage, screenOf, servePage, startChromium } from "./browser";
import { type CommandUser, makeUser } from "./command";

let lab: Lab;
let browser: Browser;
let web: LabInstance;
let user: CommandUser;
let served: ServedPage | undefined;

const PICTURES = join(root, ".cache", "pictures");

beforeAll(async () => {
    lab = await startLab();
    browser = await startChromium();
    web = await lab.launchInstance({ kind: "openssh", tags: { Name: "web-1" } });
    await lab.launchInstance({ tags: { Name: "private-1" }, publicAddress: "none", privateAddress: "vpc-only" });
    await (await lab.launchInstance({ tags: { Name: "stopped-1" } })).stop();
    mkdirSync(PICTURES, { recursive: true });
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
});

async function serve(...args: string[]): Promise<string> {
    served = await servePage(user, ["--port", String(web.port), ...args]);
    return served.address;
}

async function shows(page: Page, pattern: RegExp): Promise<void> {
    await expect.poll(() => screenOf(page), { timeout: 90_000 }).toMatch(pattern);
}

async function typeLine(page: Page, text: string): Promise<void> {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
}

/** As if the text was on the clipboard. What runs in the page is a text, since these tests know no page. */
async function pasteInto(page: Page, text: string): Promise<void> {
    await page.evaluate(`{
        const data = new DataTransfer();
        data.setData("text/plain", ${JSON.stringify(text)});
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(event);
    }`);
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
        await typeLine(page, "sleep 1000");
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

    test("sends a page that shows nothing no more than a little, and goes on when it shows it", async () => {
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
        await expect.poll(() => news, { timeout: 20_000 }).toContain("opened");
        socket.send(Buffer.from("yes\n"));
        await expect.poll(() => receivedBytes, { timeout: 20_000 }).toBeGreaterThan(128 * 1024);
        // Meanwhile, `yes` would have filled the memory.
        for (const count of [1, 2, 3]) {
            wish({ type: "list" });
            await expect
                .poll(() => news.filter((type) => type === "instances").length, { timeout: 20_000 })
                .toBe(count);
        }
        expect(receivedBytes).toBeLessThan(256 * 1024);
        wish({ type: "shown", bytes: receivedBytes });
        await expect.poll(() => receivedBytes, { timeout: 20_000 }).toBeGreaterThan(256 * 1024);
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
        await page.screenshot({ path: join(PICTURES, "paste.png") });
        await dialog.getByRole("button", { name: "Paste" }).click();
        await shows(page, /second-4$/m);
        expect((await screenOf(page)).match(/first-2/g)).toHaveLength(1);
        expect(errors).toEqual([]);
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
        await page.screenshot({ path: join(PICTURES, "lost.png") });
    });

    test("takes on the size that the window has got while it connected", async () => {
        web.faults.withholdBanner();
        const { page } = await openPage(browser, await serve(web.instanceId));
        await expect.poll(() => page.getByRole("status").innerText()).toContain("Connecting to");
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
        await expect.poll(() => page.getByRole("status").innerText()).toContain("Connecting to");
        await page.close();
        expect(await served?.ended).toBe(0);
        await web.faults.sendBanner();
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

    test("marks and copies by the keyboard, and shows where a link leads", async () => {
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

describe("the page to choose on", () => {
    test("lists instances with what is known of them, and is used by keyboard alone", async () => {
        const { page, errors } = await openPage(browser, await serve());
        const options = page.getByRole("option");
        await expect.poll(() => options.count(), { timeout: 90_000 }).toBe(3);
        const row = page.getByRole("option", { name: "web-1" });
        expect(await row.innerText()).toContain(web.instanceId);
        expect(await row.innerText()).toMatch(/running[\s\S]*127\.[\s\S]*ec2-user[\s\S]*public address/);
        expect(await page.getByRole("option", { name: "private-1" }).innerText()).toContain("private address");
        await page.keyboard.type("stopped");
        await expect.poll(() => page.locator("#count").innerText(), { timeout: 90_000 }).toBe("1 of 3 instances");
        await page.keyboard.press("Enter");
        await expect
            .poll(() => page.locator("#count").innerText(), { timeout: 90_000 })
            .toContain("can't be signed in to: it is stopped");
        await page.getByRole("combobox").fill("");
        await page.keyboard.type(web.publicAddress ?? "");
        await expect.poll(() => page.locator("#count").innerText(), { timeout: 90_000 }).toBe("1 of 3 instances");
        await page.keyboard.press("Enter");
        await shows(page, /^\$ *$/m);
        await typeLine(page, "echo chosen-$((2*21))");
        await shows(page, /^chosen-42$/m);
        await page.getByRole("button", { name: "Other instance" }).click();
        // With what was searched for, which the next letter replaces.
        await expect.poll(() => options.count(), { timeout: 90_000 }).toBe(1);
        await page.keyboard.type("1");
        await expect.poll(() => options.count(), { timeout: 90_000 }).toBe(3);
        expect(errors).toEqual([]);
    });

    test("shows a thousand instances, and narrows them as is typed", async () => {
        const many = await startLab();
        const crowd = makeUser(many);
        let crowded: ServedPage | undefined;
        try {
            const launches = Array.from({ length: 1_000 }, (_, index) =>
                many.launchInstance({
                    tags: { Name: `worker-${index}` },
                    ...(index % 10 !== 2 && { state: "stopped" as const }),
                    ...(index === 992 && { kind: "openssh" as const }),
                }),
            );
            const instances = await Promise.all(launches);
            const wanted = instances[992] as LabInstance;
            crowded = await servePage(crowd, ["--port", String(wanted.port)]);
            const since = performance.now();
            const { page, errors } = await openPage(browser, crowded.address);
            const count = page.locator("#count");
            await expect.poll(() => count.innerText(), { timeout: 30_000 }).toBe("1000 instances");
            process.stderr.write(`1,000 instances are there after ${(performance.now() - since).toFixed(0)} ms\n`);
            const redraw = `(() => {
                const search = document.getElementById("search");
                const since = performance.now();
                for (const text of ["w", "wo", "wor", "1", "12", ""]) {
                    search.value = text;
                    search.dispatchEvent(new Event("input"));
                    void document.getElementById("instances").offsetHeight;
                }
                return (performance.now() - since) / 6;
            })()`;
            const searchMs = await page.evaluate<number>(redraw);
            process.stderr.write(`a search among 1,000 instances: ${searchMs.toFixed(1)} ms\n`);
            for (let row = 0; row < 999; row += 10) {
                await page.keyboard.press("PageDown");
            }
            expect(await page.locator("[aria-selected=true]").innerText()).toContain("it is stopped; start it first");
            expect(await page.locator("[aria-selected=true]").isVisible()).toBe(true);
            await page.keyboard.type("running worker-9");
            await expect.poll(() => count.innerText()).toBe("11 of 1000 instances");
            await page.keyboard.press("PageDown");
            await page.keyboard.press("Enter");
            await expect.poll(() => page.title(), { timeout: 20_000 }).toBe(`ec2-user@${wanted.instanceId}`);
            expect(errors).toEqual([]);
        } finally {
            crowded?.process.kill();
            await crowded?.ended;
            crowd.remove();
            await many.stop();
        }
    });

    test("says of what can't be signed in to why, and looks again when asked", async () => {
        const windows = await lab.launchInstance({ tags: { Name: "desk" }, image: { platformDetails: "Windows" } });
        const { page } = await openPage(browser, await serve());
        await expect.poll(() => page.getByRole("option").count(), { timeout: 10_000 }).toBe(4);
        const row = page.getByRole("option", { name: "desk" });
        expect(await row.getAttribute("aria-disabled")).toBe("true");
        expect(await row.innerText()).toContain("it runs Windows, which EC2 Instance Connect does not support");
        await row.click({ force: true });
        await expect
            .poll(() => page.locator("#count").innerText())
            .toContain(`${windows.instanceId} can't be signed in to: it runs Windows`);
        await windows.terminate();
        await page.getByRole("button", { name: "Look again" }).click();
        await expect.poll(() => page.getByRole("option").count(), { timeout: 10_000 }).toBe(3);
    });

    test("shows the route that was asked for", async () => {
        const { page } = await openPage(browser, await serve("--route", "public"));
        await expect.poll(() => page.getByRole("option").count(), { timeout: 10_000 }).toBe(3);
        expect(await page.getByRole("option", { name: "web-1" }).innerText()).toContain("public address");
        expect(await page.getByRole("option", { name: "private-1" }).innerText()).toContain("no public address");
    });

    test("shows nothing of a terminal that was left on the next one", async () => {
        const rows = ["one", "two"].map((name) => ({
            ...{ instanceId: `i-${name}`, name, state: "running", addresses: [], osUser: "ubuntu" },
            ...{ route: "public address", obstacle: "" },
        }));
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.routeWebSocket(/socket/, (socket) => {
            const tell = (news: object) => socket.send(JSON.stringify(news));
            socket.onMessage((text) => {
                const wish = JSON.parse(String(text));
                const late = Buffer.from("left-behind\r\n");
                const answers: Readonly<Record<string, () => void>> = {
                    hello: () => tell({ type: "welcome", region: "eu-west-1" }),
                    list: () => tell({ type: "instances", instances: rows }),
                    leave: () => socket.send(late),
                    open: () => {
                        socket.send(late);
                        tell({ type: "opened", title: wish.instanceId, detail: "" });
                        socket.send(Buffer.from(`this is ${wish.instanceId}\r\n`));
                    },
                };
                answers[wish.type]?.();
            });
        });
        await page.goto(await serve());
        await page.getByRole("option", { name: "one" }).click();
        await shows(page, /^this is i-one$/m);
        await page.keyboard.press("Control+Shift+KeyL");
        await page.getByRole("option", { name: "two" }).click();
        await shows(page, /^this is i-two$/m);
        expect(await screenOf(page)).not.toMatch(/left-behind|i-one/);
    });

    test.each([
        ["dark", { colorScheme: "dark" }],
        ["light", { colorScheme: "light" }],
        ["phone", { viewport: { width: 390, height: 780 }, colorScheme: "dark" }],
    ] as const)("looks like a page: %s", async (name, options) => {
        const { page } = await openPage(browser, await serve(), options);
        await expect.poll(() => page.getByRole("option").count()).toBe(3);
        await page.screenshot({ path: join(PICTURES, `choose-${name}.png`) });
        const width = await page.evaluate("document.documentElement.scrollWidth");
        expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
        await page.keyboard.type("web-1");
        await page.keyboard.press("Enter");
        await shows(page, /^\$ *$/m);
        await typeLine(page, "printf '\\033[1;32mgreen\\033[0m and \\033[34mblue\\033[0m\\n'; uname");
        await shows(page, /^Linux$/m);
        await page.screenshot({ path: join(PICTURES, `terminal-${name}.png`) });
        expect(await page.evaluate("document.documentElement.scrollHeight <= innerHeight")).toBe(true);
    });
});
