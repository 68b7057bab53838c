import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { engineProcesses, providerProcesses } from "./processes";
import { useScene } from "./scene";

// Each boot of the instance leaves a line. A program of the test answers as Red Hat's does, if the test says what.
const SETUP = `
echo boot >>/home/ec2-user/boots
mkdir -p /run/bin
printf '#!/bin/sh\\nexit $(cat /home/ec2-user/needs-restarting)\\n' >/run/bin/needs-restarting
chmod 755 /run/bin/needs-restarting
if [ -e /home/ec2-user/needs-restarting ]; then mount --bind /run/bin /usr/local/bin; fi
`;

const scene = useScene({ kind: "openssh", setup: SETUP, rebootMs: 700 });
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;
/** Reboots so far. */
const reboots = () => linesIn("boots") - 1;
const WAIT = { timeout: 60_000 };
const BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

type Programs = Readonly<Record<string, Partial<InstanceConnectCommandArgs>>>;

function program(commands: Programs) {
    return async () => {
        const entries = Object.entries(commands).map(([name, args]) => [
            name,
            new InstanceConnectCommand(name, { instanceId: scene.instance.instanceId, ...args }),
        ]);
        return Object.fromEntries(entries);
    };
}

async function killAll({ folder, stack }: TestStack, up: Promise<unknown>): Promise<void> {
    for (const pid of [...engineProcesses(folder), ...providerProcesses(folder)]) {
        process.kill(pid, "SIGKILL");
    }
    await up;
    await stack.cancel();
}

type Outputs = { run: { bootId: string }; readStdout: string; stdout: string; outcome: string };
const outputsOf = async (stack: TestStack, name: string) => {
    const found = (await stack.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
    return found?.outputs as unknown as Outputs;
};

describe("reboot: after", () => {
    test("reboots the instance after the script, and waits until it is back, before read", async () => {
        const args = { create: `echo x >>~/runs; ${BOOT_ID}`, read: BOOT_ID, reboot: "after" } as const;
        const stack = await scene.makeStack(program({ command: args }));
        const { failure, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).toMatch(/The instance was rebooted and is back after \d+ s\./);
        const { run, stdout, readStdout } = await outputsOf(stack, "command");
        expect(stdout).toBe(run.bootId);
        expect(readStdout).toMatch(/^[0-9a-f-]{36}$/);
        expect(readStdout).not.toBe(run.bootId);
        expect((await stack.up()).changes).toEqual({ same: 1 });
        // A changed setting is recorded.
        expect((await stack.up(program({ command: { ...args, reboot: "if-required" } }))).failure).toBeUndefined();
        expect([reboots(), linesIn("runs")]).toEqual([1, 1]);
        // No script, no reboot: neither if a guard has it skipped, nor on delete.
        const guarded = { ...args, unless: "true", delete: "true", triggers: [1] };
        expect((await stack.up(program({ command: guarded }))).output).toContain("Nothing to do");
        expect((await stack.destroy()).failure).toBeUndefined();
        expect([reboots(), linesIn("runs")]).toEqual([1, 1]);
    });

    test("is one for several resources, waits for all that run, and holds new ones back", async () => {
        const count = (name: string) => `echo x >>~/${name}; ${BOOT_ID}`;
        const wait = `${count("long")}; until [ -e ~/may-end ]; do sleep 0.1; done`;
        const stack = await scene.makeStack(async () => {
            const { instanceId } = scene.instance;
            const made = { instanceId, reboot: "after" } as const;
            new InstanceConnectCommand("first", { ...made, create: count("first") });
            new InstanceConnectCommand("second", { ...made, create: count("second"), read: BOOT_ID });
            new InstanceConnectCommand("long", { instanceId, create: wait });
            const quick = new InstanceConnectCommand("quick", {
                instanceId,
                create: "until [ -e ~/is-waiting ]; do sleep 0.1; done",
            });
            new InstanceConnectCommand("later", { instanceId, create: count("later") }, { dependsOn: quick });
        });
        const up = stack.up();
        await expect
            .poll(() => stack.said().split("Waiting for the other operations on the instance").length, WAIT)
            .toBeGreaterThan(2);
        writeFileSync(home("is-waiting"), "");
        await expect.poll(() => stack.said(), WAIT).toMatch(/quick.* created/);
        expect([reboots(), linesIn("later")]).toEqual([0, 0]);
        writeFileSync(home("may-end"), "");
        expect((await up).failure).toBeUndefined();
        expect(reboots()).toBe(1);
        const [first, second, long, later] = await Promise.all(
            ["first", "second", "long", "later"].map((name) => outputsOf(stack, name)),
        );
        expect(first?.run.bootId).toBe(second?.run.bootId);
        expect(long?.run.bootId).toBe(second?.run.bootId);
        expect(later?.stdout).toBe(second?.readStdout);
        expect(["first", "second", "long", "later"].map(linesIn)).toEqual([1, 1, 1, 1]);
    });

    test("waits for the runs of other processes; a kill meanwhile neither loses nor repeats it", async () => {
        const other = await scene.makeStack(
            program({ other: { create: "echo x >>~/other; until [ -e ~/may-end ]; do sleep 0.1; done; echo ended" } }),
        );
        const othersUp = other.up();
        await expect.poll(() => linesIn("other"), WAIT).toBe(1);
        const args = { create: "echo x >>~/runs; echo ran", reboot: "after" } as const;
        const stack = await scene.makeStack(program({ command: args }));
        const up = stack.up();
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for one script on the instance to end");
        await killAll(stack, up);
        const next = stack.up();
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for one script on the instance to end");
        expect(reboots()).toBe(0);
        writeFileSync(home("may-end"), "");
        expect((await othersUp).outputs).toBeDefined();
        const { failure, output } = await next;
        expect(failure).toBeUndefined();
        expect(output).toContain("The script was not run again");
        expect([linesIn("runs"), reboots()]).toEqual([1, 1]);
        expect((await other.resource()).outputs).toMatchObject({ stdout: "ended", outcome: "exited" });
    });

    test("that a killed up had begun is waited for by the next one, and not repeated", async () => {
        const stack = await scene.makeStack(program({ command: { create: "echo x >>~/runs", reboot: "after" } }));
        const up = stack.up();
        await expect.poll(() => reboots(), { ...WAIT, interval: 20 }).toBe(1);
        await killAll(stack, up);
        const { failure, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).toContain("The instance has been rebooted since the script ended.");
        expect([linesIn("runs"), reboots()]).toEqual([1, 1]);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });
});

describe("reboot: if-required", () => {
    test("reboots if the host asks for it, in Debian's and in Red Hat's way", async () => {
        const withTrigger = (trigger: number, create = "true") =>
            program({ command: { create, triggers: [trigger], reboot: "if-required" } });
        const stack = await scene.makeStack(withTrigger(1));
        expect((await stack.up()).output).toContain("The instance requires no reboot.");
        expect(reboots()).toBe(0);
        const required = await stack.up(withTrigger(2, "sudo -n touch /run/reboot-required"));
        expect([required.failure, reboots()]).toEqual([undefined, 1]);
        expect(required.output).toContain("The instance was rebooted and is back");
        writeFileSync(home("needs-restarting"), "1\n");
        await scene.instance.reboot();
        expect((await stack.up(withTrigger(3))).failure).toBeUndefined();
        expect(reboots()).toBe(3);
        writeFileSync(home("needs-restarting"), "0\n");
        expect((await stack.up(withTrigger(4))).output).toContain("The instance requires no reboot.");
        writeFileSync(home("needs-restarting"), "2\n");
        const unknown = await stack.up(withTrigger(5));
        expect(unknown.failure).toBeUndefined();
        expect(unknown.output).toContain("can't tell whether it requires a reboot");
        expect(reboots()).toBe(3);
    });
});

describe("an instance that reboots by itself", () => {
    test("in the middle of a script loses its result, and the error reports it", async () => {
        const stack = await scene.makeStack(
            program({ command: { create: "echo x >>~/runs; sudo -n reboot; sleep 60" } }),
        );
        const { failure } = await stack.up();
        expect(failure).toContain("CMD_LOST");
        expect(failure).toContain("the instance rebooted while the script ran");
        expect((await stack.resource()).outputs).toMatchObject({ outcome: "lost", __succeeded: false });
        expect([linesIn("runs"), reboots()]).toEqual([1, 1]);
    });

    test("at the end of a script is a success if the exit code was recorded before", async () => {
        const create =
            "echo x >>~/runs; setsid sh -c 'sleep 1; sudo -n reboot' >/dev/null 2>&1 </dev/null & sleep 0.5; echo done";
        const args = { create, reboot: "after" } as const;
        const stack = await scene.makeStack(program({ command: args }));
        const { failure } = await stack.up();
        expect(failure).toBeUndefined();
        expect(await outputsOf(stack, "command")).toMatchObject({ stdout: "done", outcome: "exited" });
        expect(linesIn("runs")).toBe(1);
    });
});

describe("a reboot that is refused", () => {
    test("fails after the script, which does not run again; the next up tries the reboot once more", async () => {
        const refused = "#!/bin/sh\necho no reboots today >&2\nexit 1\n";
        const stack = await scene.makeStack(
            program({ command: { create: "echo x >>~/runs; echo ran", reboot: "after" } }),
        );
        writeFileSync(home("refuse"), refused, { mode: 0o755 });
        const instance = await scene.lab.launchInstance({
            kind: "openssh",
            homeFiles: { refuse: refused },
            setup: "mount --bind /home/ec2-user/refuse /usr/local/sbin/reboot; chmod 755 /home/ec2-user/refuse",
        });
        try {
            const args = {
                instanceId: instance.instanceId,
                create: "echo x >>~/runs; echo ran",
                reboot: "after",
            } as const;
            const { failure } = await stack.up(program({ command: args }));
            expect(failure).toContain("The instance was not rebooted: no reboots today.");
            expect(failure).toContain(instance.instanceId);
            expect(failure).toContain("The command ran.  Code: CMD_REBOOT_REFUSED");
            expect((await stack.resource()).outputs).toMatchObject({ stdout: "ran", __succeeded: true });
            const again = await stack.up(program({ command: args }));
            expect(again.failure).toContain("CMD_REBOOT_REFUSED");
            expect(readFileSync(`${instance.homeOf("ec2-user")}/runs`, "utf8")).toBe("x\n");
            rmSync(home("refuse"));
        } finally {
            await instance.terminate();
        }
    });
});
