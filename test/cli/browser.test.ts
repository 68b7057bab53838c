import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
        const rows = Array.from({ length: 1_000 }, (_, index) => ({
            instanceId: `i-${String(index).padStart(17, "0")}`,
            name: `worker-${index}`,
            state: index % 10 === 0 ? "stopped" : "running",
            addresses: [`10.0.${index >> 8}.${index & 255}`],
            osUser: "ubuntu",
            route: "endpoint eice-0123456789abcdef0",
            isReady: index % 10 !== 0,
        }));
        const address = await serve();
        const context = await browser.newContext();
        const page = await context.newPage();
        const opened: unknown[] = [];
        await page.routeWebSocket(/socket/, (socket) => {
            socket.onMessage((text) => {
                const wish = JSON.parse(String(text));
                opened.push(...(wish.type === "open" ? [wish.instanceId] : []));
                const news = {
                    hello: { type: "welcome", region: "eu-west-1" },
                    list: { type: "instances", instances: rows },
                };
                const answer = news[wish.type as keyof typeof news];
                if (answer !== undefined) {
                    socket.send(JSON.stringify(answer));
                }
            });
        });
        await page.goto(address);
        const count = page.locator("#count");
        await expect.poll(() => count.innerText()).toBe("1000 instances");
        await page.keyboard.type("running worker-99");
        await expect.poll(() => count.innerText()).toBe("10 of 1000 instances");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await expect.poll(() => opened).toEqual(["i-00000000000000992"]);
        const redraw = `(() => {
            const search = document.getElementById("search");
            const since = performance.now();
            for (const text of ["w", "wo", "wor", "1", "12", ""]) {
                search.value = text;
                search.dispatchEvent(new Event("input"));
                void document.body.offsetHeight;
            }
            return (performance.now() - since) / 6;
        })()`;
        process.stderr.write(
            `a search among 1,000 instances: ${(await page.evaluate<number>(redraw)).toFixed(1)} ms\n`,
        );
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
