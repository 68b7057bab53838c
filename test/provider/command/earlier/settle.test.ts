import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeDeadline } from "../../../../provider/base/deadline";
import { systemRandom } from "../../../../provider/base/random";
import { digestOf, nameRun, runCommand, settleEarlierRuns } from "../../../../provider/command";
import type { CommandPlan } from "../../../../provider/command/plan";
import { makeDeps, makePlan } from "../../../support/command-plan";
import { makeFakeClock } from "../../../support/fake-clock";
import { leaseOf, makeCommandHost } from "../command-host";
import { sendLate, startTextOf } from "../late-shell";

const host = makeCommandHost();
afterAll(() => host.remove());
const base = join(host.home, ".local/state/ec2-instance-connect");

/** A first create of a resource that no other test has: its plan, and what it asks before it starts. */
function makeOperation(script: string, changes: Partial<CommandPlan> = {}) {
    const owner = { urn: systemRandom.hex(8), organization: "acme", instanceId: "i-1", resourceId: undefined };
    const name = nameRun(owner, 1);
    const again = (otherScript: string) => {
        const token = systemRandom.hex(8);
        const plan = makePlan(otherScript, { runId: name, token, ...changes });
        const question = {
            owner,
            name,
            digest: digestOf(plan),
            lostName: undefined,
            sameUnderOldNames: [],
            onlySuccessCounts: undefined,
        };
        const lines: string[] = [];
        const log = {
            info: (text: string) => void lines.push(text),
            warning: (text: string) => void lines.push(text),
            status: () => {},
        };
        return {
            plan,
            lines,
            settle: (deps = makeDeps()) =>
                settleEarlierRuns({ question, token, osUsers: [] }, leaseOf(host.openSession()), { ...deps, log }),
            run: () => runCommand(plan, leaseOf(host.openSession()), makeDeps()),
        };
    };
    return { ...again(script), again, name };
}

const counter = (name: string) => join(host.home, name);
const WAIT = { timeout: 30_000 };
const linesIn = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0);

/** Counts its runs; ends when the file `may-end-<name>` is there. */
const waiting = (name: string) =>
    `echo x >>${counter(name)}; until [ -e ${counter(`may-end-${name}`)} ]; do sleep 0.05; done; echo ${name}`;

describe("before anything starts", () => {
    test("nothing is there: it may start", async () => {
        const { settle, run } = makeOperation("echo one");
        expect(await settle()).toEqual({ kind: "start", discard: undefined });
        expect((await run()).stdout.text).toBe("one\n");
    });

    test("a live run of the same is to be followed", async () => {
        const first = makeOperation(waiting("live"));
        await first.settle();
        const running = first.run();
        await expect.poll(() => linesIn(counter("live")), WAIT).toBe(1);
        const second = first.again(waiting("live"));
        expect(await second.settle()).toMatchObject({ kind: "follow", name: first.name });
        writeFileSync(counter("may-end-live"), "");
        await running;
    });

    test("a live run of another script is waited for, and its end is shown", async () => {
        const first = makeOperation(waiting("other"));
        await first.settle();
        const running = first.run();
        await expect.poll(() => linesIn(counter("other")), WAIT).toBe(1);
        const second = first.again("echo two");
        const settling = second.settle();
        await expect.poll(() => second.lines.join(), WAIT).toContain("Waiting for it to end");
        writeFileSync(counter("may-end-other"), "");
        expect(await settling).toMatchObject({ kind: "start" });
        expect(second.lines.join()).toContain("has ended (exit code 0)");
        await running;
        expect((await second.run()).stdout.text).toBe("two\n");
    });

    test("a live run that outlives the deadline fails the operation, which has done nothing", async () => {
        const first = makeOperation(waiting("late"));
        await first.settle();
        const running = first.run();
        await expect.poll(() => linesIn(counter("late")), WAIT).toBe(1);
        const clock = makeFakeClock();
        const deps = { ...makeDeps(), clock, deadline: makeDeadline(clock, 5_000) };
        const second = first.again("echo two");
        const outcome = expect(second.settle(deps)).rejects.toMatchObject({
            failure: { code: "CMD_RUN_CONFLICT", commandRan: "did-not-run" },
        });
        await expect.poll(() => second.lines.join(), WAIT).toContain("Waiting for it to end");
        const passing = setInterval(() => void clock.advance(1_000), 20);
        await outcome;
        clearInterval(passing);
        writeFileSync(counter("may-end-late"), "");
        await running;
    });

    test.each(["setsid", "flock"])("a live run is seen on a host without %s", async (missing) => {
        const tools = join(host.home, `without-${missing}`);
        const names = `cat chmod cp cut date dd df find flock grep head id kill ln ls mkdir mv printf ps rm sed setsid sh sleep sort stat tail touch tr uname wc`;
        mkdirSync(tools);
        const link = `for name in ${names}; do [ $name = ${missing} ] || ln -s "$(command -v $name)" ${tools}/ 2>/dev/null; done`;
        await host.run(makePlan(`${link}; true`));
        const environment = { HOME: host.home, PATH: tools };
        const session = () => host.openSession({ environment });
        const { plan, again } = makeOperation(waiting(missing));
        const running = runCommand(plan, leaseOf(session()), makeDeps());
        await expect.poll(() => linesIn(counter(missing)), WAIT).toBe(1);
        const other = again("echo two");
        const settling = other.settle();
        await expect.poll(() => other.lines.join(), WAIT).toContain("Waiting for it to end");
        writeFileSync(counter(`may-end-${missing}`), "");
        expect(await settling).toMatchObject({ kind: "start" });
        await running;
    });
});

describe("a shell of a killed operation that comes late", () => {
    test("starts nothing after the next operation has looked, before and after it has run", async () => {
        const first = makeOperation(`echo first >>${counter("turns")}`);
        await first.settle();
        const text = await startTextOf(first.plan);
        expect(text).toContain("eic_script=");
        const second = first.again(`echo second >>${counter("turns")}`);
        await second.settle();
        expect(await sendLate(text, host.openSession())).toContain(" absent");
        await second.run();
        expect(await sendLate(text, host.openSession())).toContain(" absent");
        await host.acknowledge(second.plan);
        expect(await sendLate(text, host.openSession())).toContain(" absent");
        expect(readFileSync(counter("turns"), "utf8")).toBe("second\n");
        expect(host.runs()).not.toContain(first.name);
    });

    test("starts nothing after its own operation's run was acknowledged", async () => {
        const first = makeOperation(`echo x >>${counter("own")}`);
        await first.settle();
        const text = await startTextOf(first.plan);
        await first.run();
        await host.acknowledge(first.plan);
        expect(await sendLate(text, host.openSession())).toContain(" absent");
        expect(linesIn(counter("own"))).toBe(1);
    });

    test("does not hinder the same run a day later, nor a resource that is created again", async () => {
        const first = makeOperation(`echo x >>${counter("anew")}`);
        await first.settle();
        await first.run();
        await host.acknowledge(first.plan);
        const second = first.again(`echo x >>${counter("anew")}`);
        expect(await second.settle()).toEqual({ kind: "start", discard: undefined });
        expect((await second.run()).takenOverFrom).toBeUndefined();
        expect(linesIn(counter("anew"))).toBe(2);
        await host.acknowledge(second.plan);
        rmSync(join(base, "turns"), { recursive: true });
        const third = first.again(`echo x >>${counter("anew")}`);
        await third.settle();
        expect((await third.run()).outcome).toEqual({ kind: "exited", exitCode: 0 });
    });
});

test("what a run was made from is in no file that others can read", async () => {
    const { plan, settle, run } = makeOperation("true", { madeFrom: "a secret", stdin: "another" });
    await settle();
    await run();
    const { mode } = await import("node:fs").then(({ statSync }) => statSync(join(base, "runs", plan.runId)));
    expect(mode & 0o077).toBe(0);
    expect(plan.runId).not.toContain(digestOf(plan).slice(0, 8));
});
