import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makePlan } from "../../support/command-plan";
import { requireRoot } from "../../support/rights";
import { FREE_SUDO, type LabHost, launchLabHost } from "./command-lab";

/** The home of the login user can't be written, so that what is to be remembered goes to /var/tmp. */
const setup = "chmod 555 /home/ec2-user; echo untouched >/run/victim; chown ec2-user /run/victim";

describe("what another user has put into /var/tmp first", () => {
    let host: LabHost;
    let shared: string;
    beforeEach(async () => {
        requireRoot();
        host = await launchLabHost({
            osUsers: ["root", "ec2-user", "other", "mallory"],
            sudoers: FREE_SUDO,
            setup,
        });
        shared = `/var/tmp/ec2-instance-connect-${await host.shell("ec2-user", "id -u")}`;
    });
    afterEach(() => host?.end());

    const plan = () => makePlan("echo ran", { runAs: "other" });
    const victim = () => host.shell("root", "cat /run/victim");

    test.each([
        [
            "a directory with a link in it",
            "mallory",
            "mkdir -p SHARED/runs/.as; chmod -R 777 SHARED; ln -s /run/victim SHARED/runs/.as/ID",
        ],
        [
            "a link to a directory",
            "mallory",
            "mkdir -p ~/trap/runs/.as; chmod -R 755 ~ ~/trap; chmod 777 ~/trap/runs/.as; ln -s ~/trap SHARED; ln -s /run/victim ~/trap/runs/.as/ID",
        ],
        ["a file", "mallory", "touch SHARED"],
        ["a pipe", "mallory", "mkfifo -m 666 SHARED"],
    ])("is refused, and nothing is written through it: %s", async (_name, osUser, trap) => {
        for (const runAs of ["other", undefined]) {
            const one = makePlan("echo ran", { runAs });
            await host.shell(osUser, trap.replaceAll("SHARED", shared).replaceAll("ID", one.runId));
            const { outcome } = await host.run("ec2-user", one);
            expect(outcome).toMatchObject({ kind: "refused", code: "CMD_RUN_DIRECTORY_NOT_OURS" });
            expect(outcome).toHaveProperty("reason", expect.stringContaining(shared));
            expect(await host.stop("ec2-user", one)).toBe(true);
            expect(await victim()).toBe("untouched");
        }
    });

    test("is refused in a directory of ours that others may write into", async () => {
        const one = plan();
        await host.shell("ec2-user", `mkdir -p ${shared}/runs/.as; chmod -R 777 ${shared}`);
        await host.shell("mallory", `ln -s /run/victim ${shared}/runs/.as/${one.runId}`);
        expect((await host.run("ec2-user", one)).outcome).toMatchObject({ code: "CMD_RUN_DIRECTORY_NOT_OURS" });
        expect(await victim()).toBe("untouched");
    });

    test.each([
        ["not sticky", "chmod 777 /var/tmp"],
        ["somebody else's", "chown mallory /var/tmp"],
    ])("can't be told from ours where /var/tmp is %s", async (_name, change) => {
        await host.shell("root", change);
        const { outcome } = await host.run("ec2-user", plan());
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_RUN_DIRECTORY_NOT_OURS" });
    });

    test("leads no user to another user's run", async () => {
        const one = makePlan("echo begun; until [ -e /run/may-end ]; do sleep 0.1; done; echo ended");
        const roots = host.run("root", one);
        await expect.poll(() => host.shell("root", "ls ~/.local/state/ec2-instance-connect/runs")).toBe(one.runId);
        await host.shell("ec2-user", "echo root >/run/victim");
        await host.shell(
            "mallory",
            `mkdir -p ${shared}/runs/.as; chmod -R 777 ${shared}; ln -s /run/victim ${shared}/runs/.as/${one.runId}`,
        );
        await host.stop("ec2-user", one);
        await host.shell("root", "touch /run/may-end");
        expect((await roots).stdout.text).toBe("begun\nended\n");
    });

    test("is not there: the run is found, stopped and forgotten by its id alone", async () => {
        const one = makePlan("echo begun; sleep 600", { runAs: "other" });
        const result = host.run("ec2-user", one);
        await expect.poll(() => host.shell("root", "pgrep -x -f 'sleep 600'"), { timeout: 10_000 }).not.toBe("");
        expect(await host.shell("root", `stat -c '%U %a' ${shared}; cat ${shared}/runs/.as/${one.runId}`)).toBe(
            "ec2-user 700\nother",
        );
        expect(await host.stop("ec2-user", one)).toBe(true);
        expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
    });

    test("does not matter to a home that belongs to somebody else: no run is kept there", async () => {
        await host.shell("root", "chown mallory /home/other; chmod 777 /home/other");
        const result = await host.run("other", makePlan('dirname "$0"'));
        expect(result.stdout.text).toMatch(/^\/var\/tmp\/ec2-instance-connect-\d+\/runs\//);
    });
});
