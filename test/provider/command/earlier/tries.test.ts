import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { systemRandom } from "../../../../provider/base/random";
import { digestOf, nameRun, nameTry, runCommand, settleEarlierRuns } from "../../../../provider/command";
import { makeDeps, makePlan } from "../../../support/command-plan";
import { leaseOf, makeCommandHost } from "../command-host";
import { sendLate, startTextOf } from "../late-shell";

const host = makeCommandHost();
afterAll(() => host.remove());
const TRY_RULE = { most: 5, accepted: [0], onExitCodes: undefined };
const linesIn = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0);

/** Operations of one resource, each with a token of its own. */
function makeResource() {
    const owner = { urn: systemRandom.hex(8), organization: "acme", instanceId: "i-1", resourceId: undefined };
    const name = nameRun(owner, 1);
    const operation = (script: string) => {
        const token = systemRandom.hex(8);
        const plan = makePlan(script, { runId: name, token });
        const question = {
            owner,
            name,
            digest: digestOf(plan),
            lostName: undefined,
            sameUnderOldNames: [],
            onlySuccessCounts: undefined,
            tryRule: TRY_RULE,
        };
        const planOf = (number: number) => ({ ...plan, runId: nameTry(name, number), turnOf: name });
        return {
            planOf,
            settle: () => settleEarlierRuns({ question, token, osUsers: [] }, leaseOf(host.openSession()), makeDeps()),
            makeTry: async (number: number) =>
                (await runCommand(planOf(number), leaseOf(host.openSession()), makeDeps())).outcome,
        };
    };
    return { name, operation };
}

const EXIT_1 = { kind: "exited", exitCode: 1 };

test("of two operations only the one that looked last may make the next try, which is made once", async () => {
    const { name, operation } = makeResource();
    const counter = join(host.home, "twice");
    const script = `echo x >>${counter}; exit 1`;
    const [first, second] = [operation(script), operation(script)];
    expect(await first.settle()).toMatchObject({ kind: "start" });
    expect(await first.makeTry(1)).toEqual(EXIT_1);
    expect(await second.settle()).toMatchObject({ kind: "follow", name, tries: { number: 1 } });
    expect(await first.makeTry(2)).toMatchObject({ kind: "refused", code: "CMD_RUN_CONFLICT" });
    expect(linesIn(counter)).toBe(1);
    expect(await second.makeTry(2)).toEqual(EXIT_1);
    expect(linesIn(counter)).toBe(2);
    expect(await first.settle()).toMatchObject({
        kind: "follow",
        name: nameTry(name, 2),
        tries: { number: 2, failed: [{ name, startedAt: expect.any(Number), durationMs: expect.any(Number) }] },
    });
});

test("a late shell of a killed operation makes no try any more once another one has looked", async () => {
    const { operation } = makeResource();
    const counter = join(host.home, "late");
    const script = `echo x >>${counter}; exit 1`;
    const killed = operation(script);
    await killed.settle();
    await killed.makeTry(1);
    const text = await startTextOf(killed.planOf(2));
    await operation(script).settle();
    expect(await sendLate(text, host.openSession())).toContain("absent claimed");
    expect(linesIn(counter)).toBe(1);
});

test("tries that were made from something else are removed before the first one begins", async () => {
    const { name, operation } = makeResource();
    const before = operation("exit 1");
    await before.settle();
    for (const number of [1, 2, 3]) {
        await before.makeTry(number);
    }
    const next = operation("exit 2");
    expect(await next.settle()).toMatchObject({ kind: "start", tries: undefined });
    expect(host.runs().filter((run) => run.startsWith(name))).toEqual([name]);
    expect(await next.makeTry(1)).toEqual({ kind: "exited", exitCode: 2 });
    expect(await before.settle()).toMatchObject({ kind: "start" });
});

test("a live try is followed, and those before it are known", async () => {
    const { name, operation } = makeResource();
    const [counter, mayEnd] = [join(host.home, "live"), join(host.home, "live-may-end")];
    const script = `echo x >>${counter}; [ $(wc -l <${counter}) != 1 ] || exit 1; until [ -e ${mayEnd} ]; do sleep 0.05; done`;
    const first = operation(script);
    await first.settle();
    await first.makeTry(1);
    const running = first.makeTry(2);
    await expect.poll(() => linesIn(counter), { timeout: 30_000 }).toBe(2);
    expect(await operation(script).settle()).toMatchObject({
        kind: "follow",
        name: nameTry(name, 2),
        tries: { runName: name, number: 2, failed: [{ name }] },
    });
    writeFileSync(mayEnd, "");
    expect(await running).toEqual({ kind: "exited", exitCode: 0 });
});
