import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { exclusiveInterpreter } from "../../../provider/command/exclusive";
import { makeDeps, makePlan } from "../../support/command-plan";
import { requireRoot } from "../../support/rights";
import { FREE_SUDO, type LabHost, launchLabHost } from "./command-lab";

const interpreter = exclusiveInterpreter(["/bin/sh", "-e"]);
const OLD_LOCK = "/var/tmp/.ec2-instance-connect-exclusive";

describe("the lock of exclusive scripts, beside a user who wants to break it", () => {
    let host: LabHost;
    beforeAll(async () => {
        requireRoot();
        host = await launchLabHost({ osUsers: ["root", "ec2-user", "mallory"], sudoers: FREE_SUDO });
    });
    afterAll(() => host?.end());

    const echo = (osUser: string) => host.run(osUser, makePlan("echo ran", { interpreter, timeoutMs: 20_000 }));

    test.each([
        ["a pipe", `mkfifo -m 666 ${OLD_LOCK}`],
        ["a link", `ln -s /etc/shadow ${OLD_LOCK}`],
        ["a link to nothing", `ln -s /etc/made-by-root ${OLD_LOCK}`],
        ["a directory", `mkdir -m 777 ${OLD_LOCK}`],
        [
            "a file that is locked for ever",
            `touch ${OLD_LOCK}; setsid flock ${OLD_LOCK} sleep 600 >/dev/null 2>&1 </dev/null &`,
        ],
    ])("is had whatever is at the path of earlier releases: %s", async (_name, trap) => {
        await host.shell("mallory", trap);
        for (const osUser of ["root", "ec2-user"]) {
            expect(await echo(osUser)).toMatchObject({
                outcome: { kind: "exited", exitCode: 0 },
                stdout: { text: "ran\n" },
            });
        }
        expect(await host.shell("root", `pkill -x flock; rm -rf ${OLD_LOCK}; ls -A /etc/made-by-root`)).toBe("");
    });

    test("is had while the path of earlier releases is exchanged all the time", async () => {
        const racer = `cd /var/tmp; while [ ! -e ~/enough ]; do
            mkfifo -m 666 ${OLD_LOCK}; rm -f ${OLD_LOCK}; : >${OLD_LOCK}; rm -f ${OLD_LOCK}; ln -s fifo ${OLD_LOCK}; rm -f ${OLD_LOCK}
        done`;
        await host.shell(
            "mallory",
            `mkfifo -m 666 /var/tmp/fifo; setsid sh -c '${racer}' >/dev/null 2>&1 </dev/null &`,
        );
        for (let round = 0; round < 20; round++) {
            expect((await echo(round % 2 === 0 ? "root" : "ec2-user")).outcome).toEqual({
                kind: "exited",
                exitCode: 0,
            });
        }
        await host.shell("mallory", "touch ~/enough");
    });

    test("is the same for all users, and leaves nothing in /var/tmp", async () => {
        await host.shell(
            "root",
            "rm -rf /var/tmp/* /var/tmp/.[!.]*; mkdir -m 1777 /run/log; touch /run/log/log; chmod 666 /run/log/log",
        );
        const script = "echo begin >>/run/log/log; sleep 0.2; echo end >>/run/log/log";
        const users = ["root", "ec2-user", "mallory", "root", "ec2-user"];
        await Promise.all(users.map((osUser) => host.run(osUser, makePlan(script, { interpreter }))));
        expect(await host.shell("root", "cat /run/log/log; ls -A /var/tmp")).toBe("begin\nend\n".repeat(5).trim());
    });

    test("keeps out a script of an earlier release, whose file root made", async () => {
        await host.shell(
            "root",
            `umask 0; : >${OLD_LOCK}; setsid flock ${OLD_LOCK} sleep 601 >/dev/null 2>&1 </dev/null &`,
        );
        await expect.poll(() => host.shell("root", "pgrep -x -f 'sleep 601'")).not.toBe("");
        const waiting = await host.run("ec2-user", makePlan("echo never", { interpreter, timeoutMs: 800 }));
        expect(waiting.outcome).toEqual({ kind: "timedOut" });
        await host.shell("root", `pkill -x -f 'sleep 601'; rm ${OLD_LOCK}`);
        expect((await echo("ec2-user")).stdout.text).toBe("ran\n");
    });

    test("that is never released is waited for no longer than the time limit, and both row and result report it", async () => {
        await host.shell("mallory", "setsid flock /var/tmp sleep 602 >/dev/null 2>&1 </dev/null &");
        await expect.poll(() => host.shell("root", "pgrep -x -f 'sleep 602'")).not.toBe("");
        const rows: string[] = [];
        const log = { ...makeDeps().log, status: (text: string) => rows.push(text) };
        const plan = makePlan("echo never", { interpreter, timeoutMs: 1_500 });
        const result = await host.run("root", plan, { ...makeDeps(), log });
        expect(result.outcome).toEqual({ kind: "timedOut" });
        expect(result.stoppedBecause).toContain("waiting for the lock of exclusive scripts");
        expect([result.stdout.text, result.stderr.text]).toEqual(["", ""]);
        expect(rows).toEqual([expect.stringContaining("Waiting for another exclusive script")]);
        const script = "until [ -e ~/may-end ]; do sleep 0.1; done; echo mine";
        const next = host.run("root", makePlan(script, { interpreter }), { ...makeDeps(), log });
        await expect.poll(() => rows.length, { timeout: 10_000 }).toBe(2);
        await host.shell("root", "pkill -x -f 'sleep 602'");
        await expect.poll(() => rows.at(-1), { timeout: 10_000 }).toBe("Running");
        await host.shell("root", "touch ~/may-end");
        expect((await next).stdout.text).toBe("mine\n");
    });
});

describe("if /var/tmp can't be trusted", () => {
    beforeEach(requireRoot);
    test.each([
        ["it belongs to somebody else", "chown mallory /var/tmp && chmod 777 /var/tmp"],
        ["nobody may read it", "chmod 1733 /var/tmp"],
    ])("all users lock the root directory: %s", async (_name, setup) => {
        const host = await launchLabHost({ osUsers: ["root", "ec2-user", "mallory"], setup });
        // Other instances share that directory with this one, and so may have the lock for a while.
        const holder = host.run(
            "root",
            makePlan("until [ -e /home/ec2-user/enough ]; do sleep 0.1; done", { interpreter }),
        );
        const locked = () => host.shell("root", "flock -n / true; echo $?");
        await expect.poll(locked, { timeout: 20_000 }).toBe("1");
        await host.shell("mallory", "mkdir /var/tmp/x; rmdir /var/tmp; mv /var/tmp /var/other");
        const waiter = await host.run("ec2-user", makePlan("echo never", { interpreter, timeoutMs: 700 }));
        expect(waiter.outcome).toEqual({ kind: "timedOut" });
        await host.shell("ec2-user", "touch ~/enough");
        expect((await holder).outcome).toEqual({ kind: "exited", exitCode: 0 });
        await host.end();
    });
});
