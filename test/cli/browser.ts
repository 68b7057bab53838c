import type { ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { root } from "../support/imports";
import { toolPath } from "../support/tools";
import type { CommandUser } from "./command";

/** The command `browser`, under way. */
export interface ServedPage {
    /** The address that opens the page, once. */
    readonly address: string;
    readonly process: ChildProcess;
    /** Settles with the exit code. */
    readonly ended: Promise<number | null>;
}

const MAIN = join(root, "dist", "cli", "main.js");

/** Starts the command and waits for its address. */
export async function servePage(
    user: CommandUser,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
): Promise<ServedPage> {
    const child = user.start(process.execPath, [MAIN, "browser", "--no-open", ...args], { environment });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    let told = "";
    const address = await new Promise<string>((resolve, reject) => {
        child.stdout?.on("data", (chunk) => {
            told += chunk;
            const [found] = /http:\/\/\S+/.exec(told) ?? [];
            if (found !== undefined) {
                resolve(found);
            }
        });
        child.stderr?.on("data", (chunk) => {
            told += chunk;
        });
        void ended.then(() => reject(new Error(told)));
    });
    return { address, process: child, ended };
}

/** Starts the browser of this machine. */
export function startChromium(): Promise<Browser> {
    return chromium.launch({ executablePath: toolPath("chromium"), args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** Opens a page, and fails on whatever the browser reports as an error of it, such as a breach of its policy. */
export async function openPage(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
    const context = await browser.newContext({ viewport: { width: 1000, height: 600 }, ...options });
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(address);
    return { page, errors };
}

/** The text that the terminal of a page shows. */
export function screenOf(page: Page): Promise<string> {
    return page.locator(".xterm-rows").innerText();
}

/** Waits until the terminal of a page shows something. */
export async function shows(page: Page, pattern: RegExp): Promise<void> {
    await expect.poll(() => screenOf(page), { timeout: 90_000 }).toMatch(pattern);
}

/** Types a line, as at a keyboard. */
export async function typeLine(page: Page, text: string): Promise<void> {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
}

/** As if the text was on the clipboard. What runs in the page is a text, since these tests know no page. */
export async function pasteInto(page: Page, text: string): Promise<void> {
    await page.evaluate(`{
        const data = new DataTransfer();
        data.setData("text/plain", ${JSON.stringify(text)});
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(event);
    }`);
}

/** Where a picture of a page is kept, to be looked at. */
export function picture(name: string): string {
    const folder = join(root, ".cache", "pictures");
    mkdirSync(folder, { recursive: true });
    return join(folder, `${name}.png`);
}
