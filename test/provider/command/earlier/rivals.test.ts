import {
    chmodSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeDeadline } from "../../../../provider/base/deadline";
import { systemRandom } from "../../../../provider/base/random";
import { acknowledgeRuns, runCommand, settleEarlierRuns } from "../../../../provider/command";
import { lookForRuns } from "../../../../provider/command/earlier/look";
import type { LocalSession } from "../../../support/command-local-session";
import { inNamespace } from "../../../support/command-odd-hosts";
import { makeDeps, makePlan } from "../../../support/command-plan";
import { makeFakeClock } from "../../../support/fake-clock";
import { answerSoon, hostOf, leaseOn } from "../../../support/hosts";
import { requireRoot } from "../../../support/rights";
import { toolPath } from "../../../support/tools";
import { leaseOf, makeCommandHost } from "../command-host";
import { sendLate, startTextOf } from "../late-shell";

const host = makeCommandHost();
afterAll(() => host.remove());
const base = join(host.home, ".local/state/ec2-instance-connect");
const runs = join(base, "runs");
/** Where runs are whose user has no home that can be written. Other tests may have it, too. */
const SHARED = `/var/tmp/ec2-instance-connect-${process.getuid?.()}`;
const WAIT = { timeout: 30_000 };
const linesIn = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0);

/** A script that counts its runs, and ends when `<path>-may-end` is there. */
const waiting = (path: string) => `echo x >>${path}; until [ -e ${path}-may-end ]; do sleep 0.05; done; echo ended`;

/** What the host says of runs whose names begin so; claims the names, where there are some. */
function look(prefix: string, session: LocalSession = host.openSession(), claims: readonly string[] = [], token = "t") {
    const request = { claims, token, prefix, names: [], osUsers: [], awaited: undefined };
    return lookForRuns(request, hostOf(session), answerSoon());
}

const send = (text: string, session: LocalSession = host.openSession()) => sendLate(text, session);

describe("two operations of the same name", () => {
    test("the one whose turn was taken is refused, and not said to be lost: it has not run", async () => {
        const counter = join(host.home, "turn");
        const first = await host.claim(makePlan(`echo first >>${counter}`));
        await host.claim({ ...first, script: `echo second >>${counter}` });
        const { outcome } = await host.run(first);
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_RUN_CONFLICT" });
        expect(existsSync(counter)).toBe(false);
    });

    test("none starts the run of the other that was written in the moment in which its own was to be", async () => {
        const [first, second] = [join(host.home, "moment-1"), join(host.home, "moment-2")];
        const rival = await host.claim(makePlan(`echo x >>${first}`));
        // It loses its turn right before the start.
        await send(`setsid() { :; }\n${await startTextOf(rival, "a shell of its own")}`);
        const written = join(host.home, "written");
        renameSync(join(runs, rival.runId), written);
        const plan = await host.claim({ ...rival, script: `echo x >>${second}` });
        const late = `mv() { [ -e ${written} ] && command mv ${written} ${join(runs, plan.runId)}; command mv "$@"; }\n`;
        expect(await send(late + (await startTextOf(plan, "a shell of its own")))).toContain(" end 0 ");
        expect([linesIn(first), linesIn(second)]).toEqual([0, 1]);
    });

    test("none takes the result of the other's run that has taken the place of its own meanwhile", async () => {
        const [first, second] = [join(host.home, "place-1"), join(host.home, "place-2")];
        const plan = await host.claim(makePlan(waiting(first)));
        const session = host.openSession();
        const away = { mayReturn: false };
        const connect = async () => {
            if (session === current) {
                await expect.poll(() => away.mayReturn, WAIT).toBe(true);
                return leaseOn(host.openSession());
            }
            current = session;
            return leaseOn(session);
        };
        let current: LocalSession | undefined;
        const running = runCommand(plan, connect, makeDeps());
        await expect.poll(() => linesIn(first), WAIT).toBe(1);
        session.cut();
        writeFileSync(`${first}-may-end`, "");
        await expect
            .poll(async () => (await look(plan.runId)).toString() && JSON.stringify(await look(plan.runId)), WAIT)
            .toContain('"done"');
        const [found] = await look(plan.runId);
        const other = await host.claim({
            ...plan,
            script: waiting(second),
            discard: (found as { token: string }).token,
        });
        const others = host.run(other);
        await expect.poll(() => linesIn(second), WAIT).toBe(1);
        away.mayReturn = true;
        expect((await running).outcome).toMatchObject({ kind: "lost" });
        writeFileSync(`${second}-may-end`, "");
        expect((await others).stdout.text).toBe("ended\n");
    });
});

describe("a claim", () => {
    test("holds if the home can't take it: it is in /var/tmp, before anything else is there", async () => {
        requireRoot();
        const shared = join(host.home, "var-tmp");
        mkdirSync(shared);
        chmodSync(shared, 0o1777);
        // Not even root can make a directory there.
        const home = join(host.home, "full");
        mkdirSync(join(home, ".local"), { recursive: true });
        writeFileSync(join(home, ".local/state"), "a file");
        const counter = join(host.home, "shared");
        const plan = makePlan(`echo late >>${counter}`, { token: systemRandom.hex(8) });
        const environment = { HOME: home, PATH: process.env.PATH ?? "" };
        const session = () =>
            host.openSession({ environment, loginShell: inNamespace(`mount --bind ${shared} /var/tmp`) });
        const text = await startTextOf(plan);
        expect(await look("none-", session(), [plan.runId], "next")).toEqual([]);
        expect(await send(text, session())).toContain(" absent");
        expect(existsSync(counter)).toBe(false);
        // And its own operation starts there.
        await host.run(
            { ...plan, token: "next" },
            { environment, loginShell: inNamespace(`mount --bind ${shared} /var/tmp`) },
        );
        expect(linesIn(counter)).toBe(1);
    });

    test("that finds no space removes nothing that is there", async () => {
        const name = `test-${systemRandom.hex(8)}`;
        await look("none-", host.openSession(), [name], "first");
        expect(readFileSync(join(base, "turns", name), "utf8").trim()).toBe("first");
        const inode = join(base, "turns", name);
        // A limit of no blocks for files stands for a full disk: truncating still works.
        const full = host.openSession({ loginShell: ["/bin/sh", "-c", 'ulimit -f 0; trap "" XFSZ; eval "$1"', "sh"] });
        await look("none-", full, [name], "second");
        expect(readFileSync(inode, "utf8").trim()).not.toBe("");
    });
});

describe("a host without setsid and flock", () => {
    const NAMES =
        "cat chmod cp cut date dd df find grep head id kill ln ls mkdir mv printf ps rm rmdir sed sh sleep sort stat tail touch tr uname wc";
    function makeTools(): Record<string, string> {
        const tools = join(host.home, `tools-${systemRandom.hex(4)}`);
        mkdirSync(tools);
        for (const name of NAMES.split(" ")) {
            symlinkSync(toolPath(name), join(tools, name));
        }
        return { HOME: host.home, PATH: tools };
    }

    test("tells that a live run can only be waited for, and that one of before a restart is gone", async () => {
        const counter = join(host.home, "attached");
        const environment = makeTools();
        const plan = makePlan(waiting(counter));
        const running = host.run(plan, { environment });
        await expect.poll(() => linesIn(counter), WAIT).toBe(1);
        const session = () => host.openSession({ environment });
        expect(await look(plan.runId, session())).toMatchObject([{ state: "attached" }]);
        const started = join(runs, plan.runId, "started");
        const before = readFileSync(started, "utf8");
        chmodSync(started, 0o600);
        writeFileSync(started, before.replace(/ \S+/, " 00000000-0000-0000-0000-000000000000"));
        expect(await look(plan.runId, session())).toMatchObject([{ state: "gone" }]);
        writeFileSync(started, before);
        writeFileSync(`${counter}-may-end`, "");
        await running;
    });

    test("a shell that comes too late leaves nothing in the way of the next", async () => {
        const counter = join(host.home, "attached-late");
        const environment = makeTools();
        const plan = await host.claim(makePlan(`echo x >>${counter}`));
        const text = await startTextOf(plan, "a shell of its own");
        // The turn is taken between its first look and its last.
        const turns = [base, SHARED].map((place) => join(place, "turns", plan.runId)).filter(existsSync);
        expect(turns).not.toEqual([]);
        const take = turns.map((turn) => `printf 'next\\n' >${turn}`).join("; ");
        const slow = `mkdir() { command mkdir "$@" || return; [ "$1" != claim ] || { ${take}; }; }\n`;
        expect(await send(slow + text, host.openSession({ environment }))).toContain(" absent");
        const next = { ...plan, token: "next" };
        expect((await host.run(next, { environment })).outcome).toEqual({ kind: "exited", exitCode: 0 });
        expect(linesIn(counter)).toBe(1);
    });
});

describe("a look", () => {
    test("that a host begins and never ends is not taken for a host without runs", async () => {
        const tools = join(host.home, "deadly");
        mkdirSync(tools);
        // As where the kernel ends a shell for want of memory.
        writeFileSync(join(tools, "mkdir"), "#!/bin/sh\nkill -KILL $PPID\n", { mode: 0o755 });
        const home = join(host.home, "fresh");
        mkdirSync(home);
        const plan = makePlan("true");
        const environment = { HOME: home, PATH: `${tools}:${process.env.PATH}` };
        const broken = host.openSession({ environment });
        expect(await look(plan.runId, broken, ["name"])).toBe("broken");
        const clock = makeFakeClock();
        const question = {
            owner: { urn: "", organization: "", instanceId: "", resourceId: undefined },
            name: plan.runId,
            digest: "d",
            lostName: undefined,
            sameUnderOldNames: [],
            onlySuccessCounts: undefined,
        };
        const deps = { ...makeDeps(), clock, deadline: makeDeadline(clock, 3_600_000) };
        const settling = settleEarlierRuns({ question, token: "t", osUsers: [] }, leaseOf(broken), deps);
        const passing = setInterval(() => void clock.advance(1_000), 10);
        await expect(settling).rejects.toMatchObject({
            failure: { code: "CMD_NOT_STARTED", commandRan: "did-not-run" },
        });
        clearInterval(passing);
    });

    test("starts no process if nothing is found", async () => {
        await look("none-", host.openSession(), ["name-1"]);
        const tools = join(host.home, "counted");
        mkdirSync(tools);
        const calls = join(tools, "calls");
        for (const name of ["id", "mkdir", "flock", "cat", "ls", "stat"]) {
            writeFileSync(join(tools, name), `#!/bin/sh\necho ${name} >>${calls}\nexec ${toolPath(name)} "$@"\n`, {
                mode: 0o755,
            });
        }
        const environment = { HOME: host.home, PATH: `${tools}:${process.env.PATH}` };
        await look("none-", host.openSession({ environment }), ["name-1"]);
        const called = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
        // Whose the directory in /var/tmp is has to be asked where there is one.
        expect(called).toEqual(existsSync(SHARED) ? ["id", "ls"] : []);
    });

    test("among thousands of directories of others is as fast", async () => {
        for (let index = 0; index < 5_000; index += 1) {
            mkdirSync(join(runs, `other-${index}`));
        }
        expect(await look("none-")).toEqual([]);
        for (const name of readdirSync(runs).filter((each) => each.startsWith("other-"))) {
            rmSync(join(runs, name), { recursive: true });
        }
    });
});

test("the time limit of an operation stops a run that it follows under another name", async () => {
    const counter = join(host.home, "followed");
    const plan = makePlan(waiting(counter));
    const abandoned = host.openSession();
    const first = runCommand(plan, leaseOf(abandoned), makeDeps(20_000)).catch(() => undefined);
    await expect.poll(() => linesIn(counter), WAIT).toBe(1);
    const followed = { name: plan.runId, osUser: (await import("node:os")).userInfo().username };
    const result = await runCommand(
        { ...plan, runId: `test-${systemRandom.hex(8)}`, followed },
        leaseOf(host.openSession()),
        makeDeps(2_000),
    );
    expect(result.outcome).toEqual({ kind: "timedOut", atDeadline: true });
    await first;
});

test("a receipt is acknowledged by its start: a later run of the same name keeps its own", async () => {
    const plan = await host.claim(makePlan("echo one"));
    const first = await host.run(plan);
    await host.acknowledge(plan);
    const later = await host.claim({ ...plan, script: "echo two" });
    const second = await host.run(later);
    const session = host.openSession();
    expect(await acknowledgeRuns([{ id: plan.runId, startedAt: first.startedAt }], hostOf(session), answerSoon())).toBe(
        true,
    );
    expect(host.runs()).toContain(plan.runId);
    expect(
        await acknowledgeRuns(
            [{ id: plan.runId, startedAt: second.startedAt }, "another"],
            hostOf(session),
            answerSoon(),
        ),
    ).toBe(true);
    expect(host.runs()).not.toContain(plan.runId);
});
