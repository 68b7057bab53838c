import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { exclusiveInterpreter } from "../../../provider/command/exclusive";
import { makePlan } from "../../support/command-plan";
import { requireRoot } from "../../support/rights";
import { FREE_SUDO, type LabHost, launchLabHost } from "./command-lab";

const STUBBORN_ONLY = "root ALL=(ALL:ALL) ALL\nec2-user ALL=(root) NOPASSWD: /bin/sh /home/ec2-user/stubborn *\n";
/** Root's from its start, and no TERM ends it. */
const homeFiles = { stubborn: "trap '' TERM; exec sleep $1" };
const interpreter = exclusiveInterpreter(["/bin/sh", "-e"]);

describe("what a user may start by sudo but not end", () => {
    let host: LabHost;
    beforeAll(async () => {
        requireRoot();
        host = await launchLabHost({ osUsers: ["ec2-user", "other", "root"], sudoers: STUBBORN_ONLY, homeFiles });
    });
    afterAll(() => host?.end());

    const living = (mark: string) => host.shell("root", `pgrep -x -a sleep | grep -w ${mark}`);
    const endAll = (mark: string) => host.shell("root", `pkill -KILL -x -f 'sleep ${mark}'`);

    test("is reported with number, user and name, never with arguments", async () => {
        const result = await host.run("ec2-user", makePlan("sudo /bin/sh ~/stubborn 3001", { timeoutMs: 500 }));
        expect(result.outcome).toEqual({ kind: "timedOut" });
        expect(result.stillRunning).toMatch(/^\d+ \(root, sleep\)$/);
        const pid = /(\d+) \(root, sleep\)/.exec(result.stillRunning ?? "")?.[1];
        expect(await living("3001")).toBe(`${pid} sleep 3001`);
        await endAll("3001");
    });

    test("is reported for a run that was stopped by its id, which keeps its result for the next operation", async () => {
        const plan = makePlan("sudo /bin/sh ~/stubborn 3002");
        const result = host.run("ec2-user", plan);
        await expect.poll(() => living("3002"), { timeout: 10_000 }).not.toBe("");
        expect(await host.stop("ec2-user", plan)).toBe(false);
        expect(await result).toMatchObject({
            outcome: { kind: "signalled" },
            stillRunning: expect.stringContaining("(root, sleep)"),
        });
        await endAll("3002");
        expect((await host.run("ec2-user", plan)).stillRunning).toContain("(root, sleep)");
    });

    test("keeps the lock of exclusive scripts while it lives, also for other users", async () => {
        const holder = await host.run(
            "ec2-user",
            makePlan("sudo /bin/sh ~/stubborn 3003", { interpreter, timeoutMs: 500 }),
        );
        expect(holder.stillRunning).toContain("(root, sleep)");
        const waiter = await host.run("other", makePlan("echo never", { interpreter, timeoutMs: 1_000 }));
        expect(waiter).toMatchObject({ outcome: { kind: "timedOut" }, stdout: { text: "" } });
        await endAll("3003");
        const next = await host.run("other", makePlan("echo mine", { interpreter, timeoutMs: 20_000 }));
        expect(next.stdout.text).toBe("mine\n");
    });
});

describe("what a user may end by a narrow rule of sudo", () => {
    beforeEach(requireRoot);
    const stubborn = "/bin/sh /home/ec2-user/stubborn";
    const rules: readonly (readonly [name: string, rule: string, script: string])[] = [
        ["kill", `ec2-user ALL=(root) NOPASSWD: ${stubborn} *, /usr/bin/kill`, `sudo ${stubborn} 3010`],
        ["all as another user", "ec2-user ALL=(other) NOPASSWD: ALL", `sudo -u other ${stubborn} 3010`],
    ];
    test.each(rules)("%s: is ended", async (_name, rule, script) => {
        const sudoers = `root ALL=(ALL:ALL) ALL\n${rule}\n`;
        const setup = "chmod 755 /home/ec2-user; chmod 644 /home/ec2-user/stubborn";
        const host = await launchLabHost({ osUsers: ["ec2-user", "other", "root"], sudoers, homeFiles, setup });
        const result = await host.run("ec2-user", makePlan(script, { timeoutMs: 500 }));
        expect([result.outcome, result.stillRunning]).toEqual([{ kind: "timedOut" }, undefined]);
        expect(await host.shell("root", "pgrep -x -a sleep | grep -w 3010")).toBe("");
        await host.end();
    });
});

describe("if /proc hides the processes of other users", () => {
    beforeEach(requireRoot);
    test.each([
        "sudo sh -c 'sleep 3020 & sleep 3020'",
        "sudo setsid sh -c 'sleep 3020 >/dev/null 2>&1 </dev/null &'; setsid sleep 3020 & sleep 3020",
    ])("all is ended by sudo: %s", async (script) => {
        const setup = "mount -o remount,hidepid=2 /proc";
        const sudoers = `Defaults use_pty\n${FREE_SUDO}`;
        const host = await launchLabHost({ osUsers: ["ec2-user", "root"], sudoers, setup });
        expect(await host.shell("ec2-user", "ls -d /proc/1 2>/dev/null")).toBe("");
        const result = await host.run("ec2-user", makePlan(script, { timeoutMs: 700 }));
        expect([result.outcome, result.stillRunning]).toEqual([{ kind: "timedOut" }, undefined]);
        expect(await host.shell("root", "pgrep -x -a sleep | grep -w 3020")).toBe("");
        await host.end();
    });
});
