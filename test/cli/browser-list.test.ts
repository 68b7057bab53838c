import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { openPage, picture, type ServedPage, screenOf, servePage, shows, startChromium, typeLine } from "./browser";
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
    await lab.launchInstance({ tags: { Name: "private-1" }, publicAddress: "none", privateAddress: "vpc-only" });
    await (await lab.launchInstance({ tags: { Name: "stopped-1" } })).stop();
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
        const crowd = Array.from({ length: 997 }, (_, index) => ({
            instanceId: `i-${String(index).padStart(17, "0")}`,
            name: `worker-${index}`,
            state: index % 10 === 0 ? "stopped" : "running",
            addresses: [`10.0.${index >> 8}.${index & 255}`],
            osUser: "ubuntu",
            route: "endpoint eice-0123456789abcdef0",
            obstacle: index % 10 === 0 ? "it is stopped; start it first" : "",
        }));
        const address = await serve();
        const page = await (await browser.newContext()).newPage();
        await page.routeWebSocket(/socket/, (socket) => {
            const server = socket.connectToServer();
            server.onMessage((message) => {
                const news = typeof message === "string" ? JSON.parse(message) : {};
                const isList = news.type === "instances";
                socket.send(isList ? JSON.stringify({ ...news, instances: [...crowd, ...news.instances] }) : message);
            });
        });
        await page.goto(address);
        const count = page.locator("#count");
        await expect.poll(() => count.innerText(), { timeout: 90_000 }).toBe("1000 instances");
        const redraw = `(async () => {
            const search = document.getElementById("search");
            const since = performance.now();
            for (const text of ["w", "wo", "wor", "1", "12", ""]) {
                search.value = text;
                search.dispatchEvent(new Event("input"));
                await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
            }
            return (performance.now() - since) / 6;
        })()`;
        const frameMs = await page.evaluate<number>(redraw);
        process.stderr.write(`a letter of a search among 1,000 instances: ${frameMs.toFixed(1)} ms to its picture\n`);
        for (let row = 0; row < 1_000; row += 10) {
            await page.keyboard.press("PageDown");
        }
        const active = page.locator("[aria-selected=true]");
        expect(await active.innerText()).toContain("stopped-1");
        await expect.poll(() => active.isVisible()).toBe(true);
        await page.keyboard.type("running worker-99");
        await expect.poll(() => count.innerText()).toBe("7 of 1000 instances");
        await page.keyboard.press("ArrowDown");
        expect(await active.innerText()).toContain("worker-991");
        await page.getByRole("combobox").fill("");
        await page.keyboard.type("web-1");
        await expect.poll(() => count.innerText()).toBe("1 of 1000 instances");
        await page.keyboard.press("Enter");
        await shows(page, /^\$ *$/m);
    });

    test("says of what can't be signed in to why, and looks again when asked", async () => {
        const windows = await lab.launchInstance({ tags: { Name: "desk" }, image: { platformDetails: "Windows" } });
        const { page } = await openPage(browser, await serve());
        await expect.poll(() => page.getByRole("option").count(), { timeout: 90_000 }).toBe(4);
        const row = page.getByRole("option", { name: "desk" });
        expect(await row.getAttribute("aria-disabled")).toBe("true");
        expect(await row.innerText()).toContain("it runs Windows, which EC2 Instance Connect does not support");
        await row.click({ force: true });
        await expect
            .poll(() => page.locator("#count").innerText())
            .toContain(`${windows.instanceId} can't be signed in to: it runs Windows`);
        await windows.terminate();
        await page.getByRole("button", { name: "Look again" }).click();
        await expect.poll(() => page.getByRole("option").count(), { timeout: 90_000 }).toBe(3);
    });

    test("shows the route that was asked for", async () => {
        const { page } = await openPage(browser, await serve("--route", "public"));
        await expect.poll(() => page.getByRole("option").count(), { timeout: 90_000 }).toBe(3);
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
        await page.screenshot({ path: picture(`choose-${name}`) });
        const width = await page.evaluate("document.documentElement.scrollWidth");
        expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
        await page.keyboard.type("web-1");
        await page.keyboard.press("Enter");
        await shows(page, /^\$ *$/m);
        await typeLine(page, "printf '\\033[1;32mgreen\\033[0m and \\033[34mblue\\033[0m\\n'; uname");
        await shows(page, /^Linux$/m);
        await page.screenshot({ path: picture(`terminal-${name}`) });
        expect(await page.evaluate("document.documentElement.scrollHeight <= innerHeight")).toBe(true);
    });
});
