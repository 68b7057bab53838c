import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { root } from "../support/imports";
import { toolPath } from "../support/tools";
import { type CommandUser, makeUser } from "./command";
import { openWindow, type Window } from "./window";

let lab: Lab;
let user: CommandUser;
let instance: LabInstance;
let window: Window | undefined;

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
});

afterEach(async () => {
    await window?.close();
    window = undefined;
    user.remove();
    await lab.stop();
});

const ROUTES: readonly (readonly [string, LaunchOptions])[] = [
    ["a public address", {}],
    ["an endpoint", { publicAddress: "none", privateAddress: "vpc-only" }],
];

/** Without a program of OpenSSH on PATH. */
const withoutSsh = () => ["/usr/bin/env", `PATH=${join(user.home, "empty")}`];

const CLIENTS: readonly (readonly [string, () => readonly string[]])[] = [
    ["OpenSSH", () => []],
    ["our own client", withoutSsh],
];

describe.each(ROUTES)("a terminal on an instance with %s", (_, launchOptions) => {
    test.each(CLIENTS)(
        "is one by %s: a size that changes, Ctrl-C, an editor, UTF-8, and the exit code",
        async (_client, start) => {
            const editor = toolPath("vi");
            instance = await lab.launchInstance({ kind: "openssh", ...launchOptions });
            await lab.createEndpoint();
            const main = join(root, "dist", "cli", "main.js");
            window = await openWindow(user, [
                ...start(),
                process.execPath,
                main,
                "ssh",
                "--port",
                `${instance.port}`,
                instance.instanceId,
            ]);
            await window.shows(/^\$ *$/m);
            await window.type("echo ready-$((1+1))", "Enter");
            await window.shows(/^ready-2$/m);
            await window.type("stty size", "Enter");
            await window.shows(/^30 100$/m);
            await window.resize(72, 20);
            await window.enterUntil("stty size", /^20 72$/m);
            await window.type("sleep 1000", "Enter");
            await window.type("C-c", "echo after-$?", "Enter");
            await window.shows(/^after-130$/m);
            await window.type(`${editor} -u NONE note.txt`, "Enter");
            await window.shows(/^~ *$/m);
            await window.type("i", "Grüße, 世界");
            // How it is shown is for the editor's locale to say.
            await window.shows(/^Gr/m);
            await window.type("Escape", ":w", "Enter");
            await window.shows(/written/);
            await window.type(":q", "Enter");
            await window.type("clear; wc -c <note.txt", "Enter");
            await window.shows(/^16$/m);
            expect(readFileSync(join(instance.homeOf("ec2-user"), "note.txt"), "utf8")).toBe("Grüße, 世界\n");
            await window.type("exit 7", "Enter");
            await window.shows(/^ended-7$/m);
        },
    );
});

describe("our own client", () => {
    const run = (args: readonly string[], input: string | Buffer = "") =>
        user.run(args, { input, environment: { PATH: join(user.home, "empty") } });

    beforeEach(async () => {
        instance = await lab.launchInstance({ kind: "openssh" });
    });

    const signIn = (...words: string[]) => ["ssh", "--port", `${instance.port}`, instance.instanceId, ...words];

    test("runs a command with all three streams, and its exit code", async () => {
        const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
        const passed = await run(signIn("sha256sum; echo to stderr >&2; exit 3"), bytes);
        const sum = createHash("sha256").update(bytes).digest("hex");
        expect(passed).toEqual({ exitCode: 3, stdout: `${sum}  -\n`, stderr: "to stderr\n" });
        const long = await run(signIn("-n", "head -c 3000000 /dev/zero | tr '\\0' x; cat"));
        expect([long.exitCode, long.stdout.length]).toEqual([0, 3_000_000]);
        const killed = await run(signIn("kill -TERM $$"));
        expect([killed.exitCode, (await user.run(signIn("kill -TERM $$"))).exitCode]).toEqual([255, 255]);
    });

    test("gives the login shell what comes on standard input if there is no terminal", async () => {
        expect(await run(signIn(), "echo $((40 + 2))\nexit 5\n")).toMatchObject({ exitCode: 5, stdout: "42\n" });
    });

    test("makes a terminal if it is asked for one twice, as ssh does", async () => {
        const { stdout } = await run(signIn("-tt", "tty | cut -c1-8"));
        expect(stdout).toContain("/dev/pts");
    });

    test("says that the connection was lost, with 255", async () => {
        const main = join(root, "dist", "cli", "main.js");
        const environment = { PATH: join(user.home, "empty") };
        const words = [main, ...signIn("echo begun; sleep 1000")];
        const child = user.start(process.execPath, words, { environment });
        const said = { stdout: "", stderr: "" };
        child.stdout?.on("data", (chunk) => {
            said.stdout += chunk;
        });
        child.stderr?.on("data", (chunk) => {
            said.stderr += chunk;
        });
        const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
        await expect.poll(() => said.stdout, { timeout: 90_000 }).toBe("begun\n");
        expect(instance.faults.cutConnections("reset")).toBe(1);
        expect(await ended).toBe(255);
        expect(said.stderr).toMatch(/^Connection to i-\w+ lost: /);
    });

    test("refuses by name what only OpenSSH does", async () => {
        const { exitCode, stderr } = await run(["ssh", "-L", "8080:localhost:80", instance.instanceId]);
        expect([exitCode, stderr]).toEqual([
            255,
            expect.stringContaining("the option -L needs OpenSSH, which is not on PATH"),
        ]);
    });

    test("is left with ~. behind a line break, and gives the terminal back", async () => {
        const main = join(root, "dist", "cli", "main.js");
        window = await openWindow(user, [...withoutSsh(), process.execPath, main, ...signIn()]);
        await window.shows(/^\$ *$/m);
        await window.type("Enter", "~?");
        await window.shows(/~\. {2}leave/);
        await window.type("Enter", "~.");
        await window.shows(/^Connection to i-\w+ closed\.$/m);
        await window.shows(/^ended-255$/m);
    });
});
