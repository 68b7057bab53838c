import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { providerProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene();

const home = (name: string) => join(scene.instance.homeOf("ec2-user"), name);
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;

/** Writes a line when it begins, when it is told to end, and when it comes to its end; ends when the test lets it. */
const SCRIPT =
    'echo x >>~/begun; trap "echo x >>~/stopped; exit 9" TERM; until [ -e ~/may-end ]; do sleep 0.1; done; echo x >>~/ended; echo result';

function program(args: Partial<InstanceConnectCommandArgs>) {
    return async () => {
        const { stdout } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            create: SCRIPT,
            ...args,
        });
        return { stdout };
    };
}

/** The running `pulumi up` that this process started, as a terminal would find it. */
function runningCli(): number {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
            const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
            if (Number(parent) === process.pid && words[0]?.endsWith("pulumi") && words[1] === "up") {
                return Number(pid);
            }
        } catch {
            // It has ended meanwhile.
        }
    }
    throw new Error("no pulumi up is running");
}

/** One Ctrl-C, and the engine has taken it. */
async function interrupt({ cli, told }: Awaited<ReturnType<typeof upWithScript>>): Promise<void> {
    process.kill(cli, "SIGINT");
    await expect.poll(told).toContain("^C received");
}

/** Two signals that are pending at once are one, so that the first must have been taken. */
async function interruptTwice(running: Awaited<ReturnType<typeof upWithScript>>): Promise<void> {
    await interrupt(running);
    process.kill(running.cli, "SIGINT");
}

/** An `up` whose script has begun. */
async function upWithScript(args: Partial<InstanceConnectCommandArgs>) {
    const ours = await scene.makeStack(program(args));
    let said = "";
    const hear = (text: string) => {
        said += text;
    };
    const up = ours.stack.up({ onOutput: hear, onError: hear }).catch(() => {});
    await expect.poll(() => linesIn("begun")).toBe(1);
    return { ours, up, cli: runningCli(), told: () => said };
}

describe("one Ctrl-C", () => {
    test.each(["detach", "stop"] as const)(
        "with %s lets the script come to its end and records it",
        async (onInterrupt) => {
            const running = await upWithScript({ onInterrupt });
            const { ours, up } = running;
            await interrupt(running);
            // The engine sends the provider nothing: the script is still there when it has had time to be told.
            await new Promise((resolve) => setTimeout(resolve, 1_500));
            expect([linesIn("stopped"), linesIn("ended")]).toEqual([0, 0]);
            writeFileSync(home("may-end"), "");
            await up;
            expect([linesIn("stopped"), linesIn("ended")]).toEqual([0, 1]);
            expect((await ours.resource()).outputs).toMatchObject({ stdout: "result", outcome: "exited" });
        },
    );
});

describe("two Ctrl-C", () => {
    test("with detach leave the script running; the next up takes its result over and runs nothing again", async () => {
        const running = await upWithScript({ onInterrupt: "detach" });
        const { ours, up } = running;
        await interruptTwice(running);
        await up;
        expect(linesIn("stopped")).toBe(0);
        writeFileSync(home("may-end"), "");
        await expect.poll(() => linesIn("ended")).toBe(1);
        await ours.stack.cancel().catch(() => {});
        const next = await ours.up();
        expect(next.failure).toBeUndefined();
        expect(next.outputs.stdout?.value).toBe("result");
        expect(next.output).toContain("The script was not run again");
        expect(linesIn("begun")).toBe(1);
    });

    test("with stop end the script before pulumi is gone; the next up runs it afresh", async () => {
        const running = await upWithScript({ onInterrupt: "stop" });
        const { ours, up } = running;
        await interruptTwice(running);
        await up;
        await expect.poll(() => linesIn("stopped")).toBe(1);
        expect(linesIn("ended")).toBe(0);
        writeFileSync(home("may-end"), "");
        await ours.stack.cancel().catch(() => {});
        const next = await ours.up();
        expect(next.failure).toBeUndefined();
        expect(linesIn("begun")).toBe(2);
        expect(linesIn("ended")).toBe(1);
    });
});

describe("two Ctrl-C in the pause between two tries", () => {
    /** Succeeds in its second try. */
    const create = "echo x >>~/begun; [ $(wc -l <~/begun) -ge 2 ]";
    const SECOND_TRY = "Try 2 of 3 begins";

    test.each([
        ["detach", "goes on with the second try", 2],
        ["stop", "begins with a first try", 1],
    ] as const)("with %s let no other try start; the next up %s", async (onInterrupt, _what, tries) => {
        const running = await upWithScript({ create, onInterrupt, retry: { tries: 3, delay: "4s" } });
        const { ours, up, told } = running;
        await expect.poll(told).toContain(SECOND_TRY);
        await interruptTwice(running);
        await up;
        await expect.poll(() => providerProcesses(ours.folder)).toEqual([]);
        expect(linesIn("begun")).toBe(1);
        await ours.stack.cancel().catch(() => {});
        const next = await ours.up();
        expect(next.failure).toBeUndefined();
        expect(linesIn("begun")).toBe(2);
        expect((await ours.resource()).outputs.run).toMatchObject({ tries });
    });
});
