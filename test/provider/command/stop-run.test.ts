import {
    chmodSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { stopRun } from "../../../provider/command/index";
import { inNamespace, PLAIN_TOOLS, pathOf } from "../../support/command-odd-hosts";
import { makePlan } from "../../support/command-plan";
import { answerSoon, hostOf } from "../../support/hosts";
import { requireRoot } from "../../support/rights";
import { toolPath } from "../../support/tools";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
afterAll(() => host.remove());

const runFolder = (runId: string) => join(host.home, ".local/state/ec2-instance-connect/runs", runId);
const linesOf = (name: string) =>
    existsSync(join(host.home, name)) ? readFileSync(join(host.home, name), "utf8").split("\n").filter(Boolean) : [];

/** Numbers of the processes with these words. */
function living(words: string): string[] {
    return readdirSync("/proc").filter((pid) => {
        try {
            return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() === words;
        } catch {
            return false; // no process, or one that has ended meanwhile
        }
    });
}

test("a script that cleans up on TERM gets it once, and has its time", async () => {
    const script = `trap 'echo term >>~/terms; sleep 1; echo clean >>~/terms; exit 3' TERM; sleep 5001 & wait`;
    const result = await host.run(makePlan(script, { timeoutMs: 500 }));
    expect(result.outcome).toEqual({ kind: "timedOut" });
    expect(linesOf("terms")).toEqual(["term", "clean"]);
    expect(living("sleep 5001")).toEqual([]);
});

test("a daemon that cleans up on TERM gets it once, and has its time", async () => {
    const daemon = `trap "echo term >>~/daemon; sleep 1; echo clean >>~/daemon; exit" TERM; sleep 5002 & wait`;
    const script = `(setsid sh -c '${daemon}' >/dev/null 2>&1 </dev/null &); sleep 5002`;
    await host.run(makePlan(script, { timeoutMs: 500 }));
    expect(linesOf("daemon")).toEqual(["term", "clean"]);
    expect(living("sleep 5002")).toEqual([]);
});

test("what keeps starting other processes is also ended", async () => {
    const script = "setsid sh -c \"trap '' TERM; while :; do setsid sleep 5003 & sleep 0.02; done\" & sleep 5003";
    const result = await host.run(makePlan(script, { timeoutMs: 300 }));
    expect([result.outcome, result.stillRunning]).toEqual([{ kind: "timedOut" }, undefined]);
    expect(living("sleep 5003")).toEqual([]);
});

test("a stop ends nothing of another run, nor what an earlier one has left", async () => {
    await host.run(makePlan("setsid sleep 5004 >/dev/null 2>&1 </dev/null &"));
    const other = host.run(makePlan("setsid sleep 5004 & until [ -e ~/other-may-end ]; do sleep 0.1; done"));
    await host.run(makePlan("setsid sleep 5005 & sleep 5005", { timeoutMs: 500 }));
    expect(living("sleep 5005")).toEqual([]);
    expect(living("sleep 5004")).toHaveLength(2);
    writeFileSync(join(host.home, "other-may-end"), "");
    expect((await other).outcome).toEqual({ kind: "exited", exitCode: 0 });
    expect(living("sleep 5004")).toHaveLength(2);
    for (const pid of living("sleep 5004")) {
        process.kill(Number(pid));
    }
});

test("a script that exits with 0 when it is stopped has not succeeded", async () => {
    const plan = makePlan("trap 'exit 0' TERM; echo begun; sleep 5006 & wait");
    const result = host.run(plan);
    await expect.poll(() => living("sleep 5006").length, { timeout: 10_000 }).toBe(1);
    expect(await stopRun(plan.runId, hostOf(host.openSession()), answerSoon())).toBe(true);
    expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
});

describe("a run whose keeper can't stop it", () => {
    test("is of an earlier release: the group is ended", async () => {
        const plan = makePlan("sleep 5007 & sleep 5007");
        const result = host.run(plan);
        await expect.poll(() => living("sleep 5007").length, { timeout: 10_000 }).toBe(2);
        rmSync(join(runFolder(plan.runId), "mark"));
        expect(await stopRun(plan.runId, hostOf(host.openSession()), answerSoon())).toBe(true);
        expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
        expect(living("sleep 5007")).toEqual([]);
    });

    test("was killed: a stop ends all of the run", async () => {
        const plan = makePlan("setsid sleep 5008 & sleep 5008");
        const result = host.run(plan);
        await expect.poll(() => living("sleep 5008").length, { timeout: 10_000 }).toBe(2);
        const shells = living(`/bin/sh ./runner ${runFolder(plan.runId)}`);
        for (const pid of shells) {
            process.kill(Number(pid), "SIGSTOP");
        }
        // The runner goes on when the script is over; the guard beside it, which it has started, does not.
        const guard = shells.find((pid) => shells.includes(parentOf(pid)));
        process.kill(Number(guard), "SIGKILL");
        process.kill(Number(parentOf(guard ?? "")), "SIGCONT");
        expect(await stopRun(plan.runId, hostOf(host.openSession()), answerSoon())).toBe(true);
        expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
        expect(living("sleep 5008")).toEqual([]);
    });
});

function parentOf(pid: string): string {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1] ?? "";
}

describe("on hosts with other tools", () => {
    beforeEach(requireRoot);
    const DAEMON = "(env -i setsid sh -c 'sleep 5009 >/dev/null 2>&1 </dev/null &' &) ; setsid sleep 5009 & sleep 5009";

    test.each(["bash", "busybox"])("%s as /bin/sh also ends all", async (shell) => {
        const loginShell = inNamespace(`mount --bind ${toolPath(shell)} /usr/bin/dash`);
        const result = await host.run(makePlan(DAEMON, { timeoutMs: 700 }), { loginShell });
        expect([result.outcome, result.stillRunning]).toEqual([{ kind: "timedOut" }, undefined]);
        expect(living("sleep 5009")).toEqual([]);
    });

    test.each([
        ["detached", ["setsid", "flock"]],
        ["attached", []],
    ])("busybox alone ends all, too: %s", async (_mode, tools) => {
        const folder = mkdtempSync(join(tmpdir(), "command-tools-"));
        // Debian's busybox has no flock.
        for (const tool of [...PLAIN_TOOLS, ...tools.filter((name) => name !== "flock")]) {
            symlinkSync("/usr/bin/busybox", join(folder, tool));
        }
        pathOf(["mount", "unshare", ...tools.filter((name) => name === "flock")], folder);
        const script = tools.length > 0 ? DAEMON : "(env -i /usr/bin/setsid sleep 5009 &) ; exec sleep 5009";
        const result = await host.run(makePlan(script, { timeoutMs: 700 }), {
            environment: { ...host.environment, PATH: folder },
            loginShell: inNamespace("mount --bind /usr/bin/busybox /usr/bin/dash"),
        });
        expect([result.outcome, result.stillRunning]).toEqual([{ kind: "timedOut" }, undefined]);
        expect(living("sleep 5009")).toEqual([]);
        rmSync(folder, { recursive: true });
    });
});

test("a sudo that never answers holds up neither TERM nor KILL", async () => {
    requireRoot();
    const tools = mkdtempSync(join(tmpdir(), "command-tools-"));
    writeFileSync(join(tools, "sudo"), "#!/bin/sh\nexec sleep 5011\n", { mode: 0o755 });
    chmodSync(tools, 0o755);
    const environment = { PATH: `${tools}:${host.environment.PATH}`, HOME: "/nonexistent" };
    const asNobody = ["runuser", "-u", "nobody", "--", "/bin/sh", "-c"];
    const script = "trap 'echo term' TERM; while :; do sleep 0.1; done";
    const plan = makePlan(script, { timeoutMs: 300, interpreter: ["/bin/sh"] });
    const result = host.run(plan, { environment, loginShell: asNobody });
    await expect.poll(() => living("sleep 5011").length, { timeout: 20_000 }).toBe(1);
    const group = Number(readFileSync(`/var/tmp/ec2-instance-connect-65534/runs/${plan.runId}/group`, "utf8"));
    await expect.poll(() => existsSync(`/proc/${group}`), { timeout: 20_000 }).toBe(false);
    for (const pid of living("sleep 5011")) {
        process.kill(Number(pid));
    }
    expect(await result).toMatchObject({ outcome: { kind: "timedOut" }, stdout: { text: "term\n" } });
    rmSync(tools, { recursive: true });
});
