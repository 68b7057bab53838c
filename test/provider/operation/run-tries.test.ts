import { beforeEach, expect, test, vi } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import { systemRandom } from "../../../provider/base/random";
import { type CommandPlan, type EarlierRun, runCommand } from "../../../provider/command";
import type { CommandResult, Outcome } from "../../../provider/command/command-result";
import { parseInputs } from "../../../provider/inputs";
import { planOperation } from "../../../provider/operation";
import type { OnInstance } from "../../../provider/operation/on-instance";
import { runTries } from "../../../provider/operation/run-tries";
import { makePlan } from "../../support/command-plan";
import { makeFakeClock } from "../../support/fake-clock";
import { finishedRun } from "../../support/finished-run";

vi.mock("../../../provider/command", async (actual) => ({ ...(await actual<object>()), runCommand: vi.fn() }));
const runs = vi.mocked(runCommand);
beforeEach(() => void runs.mockReset());

const START: EarlierRun = { kind: "start", discard: undefined };
const exited = (exitCode: number): Outcome => ({ kind: "exited", exitCode });
const refused = (code: "CMD_RUN_CONFLICT" | "CMD_NO_RUN_DIRECTORY"): Outcome => ({
    kind: "refused",
    code,
    reason: "there is no such directory",
    remedy: undefined,
});

/** Tries of a script that takes 3 s each, by a clock that goes on by itself. */
async function tried(
    outcomes: readonly (Outcome | Error)[],
    { earlier = START, limitMs = 3_600_000, retry = {}, result = {} }: Partial<Setting> = {},
) {
    const clock = makeFakeClock();
    for (const outcome of outcomes) {
        runs.mockImplementationOnce(async () => {
            const startedAt = clock.now();
            await clock.sleep(3_000);
            if (outcome instanceof Error) {
                throw outcome;
            }
            const times = { startedAt, endedAt: clock.now() };
            return { ...finishedRun({ outcome, ...times, ...result }).run.result };
        });
    }
    const lines: string[] = [];
    const log = { info: (text: string) => void lines.push(text), warning: () => {}, status: () => {} };
    const raw = { instanceId: "i-0123456789abcdef0", create: "true", commandTimeout: "30s" };
    const given = { ...raw, retry: { tries: 4, delay: "5s", ...retry } };
    const inputs = parseInputs(given);
    const operation = planOperation({ name: "create", resourceId: "i-1/1", inputs, raw: given, log });
    const deps = { clock, random: systemRandom, log, deadline: makeDeadline(clock, limitMs) };
    const ports = { clock, whileStoppable: (_stop: unknown, work: () => unknown) => work() };
    const at = { ports, operation, route: {}, deps } as unknown as OnInstance;
    const ended = runTries(at, makePlan("true", { runId: "run", timeoutMs: 30_000 }), earlier).then(
        (run) => ({ run, error: undefined, lines }),
        (error: Error) => ({ run: undefined, error, lines }),
    );
    await clock.advance(600_000);
    const plans = runs.mock.calls.map(([plan]) => plan as CommandPlan);
    return { ...(await ended), plans, names: plans.map(({ runId }) => runId) };
}

interface Setting {
    readonly earlier: EarlierRun;
    readonly limitMs: number;
    readonly retry: object;
    readonly result: Partial<CommandResult>;
}

test("each try has a name of its own under the claim of the first, and the time that is left", async () => {
    const { run, plans, names } = await tried([exited(1), exited(2), exited(0)]);
    expect(run).toMatchObject({ id: "run-3", tries: 3, failedTries: [{ id: "run" }, { id: "run-2" }] });
    expect(run?.noFurtherTry).toBeUndefined();
    expect(names).toEqual(["run", "run-2", "run-3"]);
    expect(plans.map(({ turnOf }) => turnOf)).toEqual(["run", "run", "run"]);
    expect(plans.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 22_000, 14_000]);
});

test.each<[string, (Outcome | Error)[], object, number, string | undefined]>([
    ["a success", [exited(0)], {}, 1, undefined],
    ["the last of them", [exited(1), exited(1), exited(1), exited(1)], {}, 4, undefined],
    ["a signal", [exited(1), { kind: "signalled", signal: "KILL" }], {}, 2, undefined],
    ["a time limit", [exited(1), { kind: "timedOut" }], {}, 2, undefined],
    ["a lost result", [exited(1), { kind: "lost", reason: "" }], {}, 2, undefined],
    ["a refusal of the first", [refused("CMD_NO_RUN_DIRECTORY")], {}, 1, undefined],
    ["the turn of another operation", [exited(1), refused("CMD_RUN_CONFLICT")], {}, 2, undefined],
    [
        "another exit code",
        [exited(7), exited(1)],
        { retry: { onExitCodes: [7] } },
        2,
        "exit code 1 is not in retry.onExitCodes",
    ],
    [
        "commandTimeout",
        [exited(1), exited(1)],
        { retry: { delay: "13s" } },
        2,
        "commandTimeout leaves no time for another one",
    ],
    [
        "the operation's time",
        [exited(1)],
        { limitMs: 7_000 },
        1,
        "the time of the operation leaves no time for another one",
    ],
])("no other try follows after %s", async (_what, outcomes, setting, tries, reason) => {
    const { run } = await tried(outcomes, setting);
    expect(run).toMatchObject({ tries, result: { outcome: outcomes.at(-1) } });
    expect([run?.noFurtherTry, runs.mock.calls.length]).toEqual([reason, tries]);
});

const notStarted = new ProviderError({
    code: "CMD_NOT_STARTED",
    summary: "The script was not sent.",
    commandRan: "did-not-run",
    retryable: true,
    remedies: [],
});

test.each([
    ["can't be reached", notStarted, "try 2 could not be started: The script was not sent"],
    ["refuses it", refused("CMD_NO_RUN_DIRECTORY"), "try 2 could not be started: there is no such directory"],
])("the failure before stands if the instance %s for the next try", async (_what, outcome, reason) => {
    const { run } = await tried([exited(1), outcome]);
    expect(run).toMatchObject({ id: "run", tries: 1, failedTries: ["run-2"], noFurtherTry: reason });
    expect(run?.result.outcome).toEqual(exited(1));
});

test("a first try that can't be made is an error, and so is one that may have run", async () => {
    expect(await tried([notStarted])).toMatchObject({ error: notStarted });
    runs.mockReset();
    const unclear = new ProviderError({
        ...notStarted.failure,
        summary: "It is not known.",
        commandRan: "may-have-run",
    });
    expect(await tried([exited(1), unclear])).toMatchObject({ error: unclear });
});

test("after a try of an interrupted operation the next one follows, within the time that is left", async () => {
    const failed = [{ name: "run", startedAt: 1, durationMs: 4_000 }];
    const tries = { runName: "run", number: 2, failed };
    const earlier: EarlierRun = { kind: "follow", name: "run-2", osUser: "ec2-user", token: "t", tries };
    const takenOverFrom = Date.UTC(2026, 0, 1);
    const { run, plans, lines } = await tried([exited(1), exited(0)], { earlier, result: { takenOverFrom } });
    expect(plans.map(({ followed }) => followed?.name)).toEqual(["run-2", undefined]);
    expect(plans[1]).toMatchObject({ runId: "run-3", turnOf: "run", timeoutMs: 30_000 - 4_000 - 3_000 - 2 * 5_000 });
    expect(lines).toEqual([
        "Try 3 of 4 begins in 5 s: exit code 1 of try 2, which an interrupted operation started at 2026-01-01T00:00:00.000Z",
    ]);
    expect(run).toMatchObject({ id: "run-3", tries: 3, failedTries: [{ id: "run", startedAt: 1 }, { id: "run-2" }] });
});

test("the pause counts from the end of a try that ended before", async () => {
    const tries = { runName: "run", number: 1, failed: [] };
    const earlier: EarlierRun = { kind: "follow", name: "run", osUser: "ec2-user", token: "t", tries };
    const { lines } = await tried([exited(1), exited(0)], { earlier, result: { startedAt: 0, endedAt: 1_000 } });
    expect(lines).toEqual(["Try 2 of 4 begins in 0 s: exit code 1"]);
});

test("no other try follows one of the first releases", async () => {
    const earlier: EarlierRun = { kind: "follow", name: "old", osUser: "ec2-user", token: "t" };
    expect((await tried([exited(1)], { earlier })).run).toMatchObject({ id: "old", tries: 1 });
});
