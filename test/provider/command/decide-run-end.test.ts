import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../provider/command/command-result";
import { concludeFrom, makeResult, printLoss } from "../../../provider/command/decide-run-end";
import type { FollowEnd } from "../../../provider/command/follow-run";
import { type RunState, SILENT_ATTEMPTS, UNSTARTED_ATTEMPTS } from "../../../provider/command/run-state";
import { makePlan } from "../../support/command-plan";

const plan = makePlan("true", { runAs: "app", secretValues: ["the secret"] });
const state = (changes: Partial<RunState> = {}): RunState => ({
    attempts: 1,
    fruitless: 0,
    silent: 0,
    unstarted: 0,
    sent: true,
    accepted: false,
    isAttached: false,
    takenOver: false,
    creator: undefined,
    stoppedAtDeadline: false,
    startedAt: 5,
    ...changes,
});
const reported = (line: string, text = ""): FollowEnd => ({ kind: "reported", words: line.split(" "), text });
const noUser: FollowEnd = { kind: "no-user", exitCode: 1, said: "no", loginUser: "ec2-user" };
const silent: FollowEnd = {
    kind: "silent",
    channelEnd: { kind: "exited", exitCode: 1 },
    said: "not available, the secret",
    hello: false,
};
const outcomeOf = (end: FollowEnd, of: RunState = state()) => concludeFrom(end, plan, of)?.outcome;

describe("what a connection tells of a run", () => {
    test.each<[what: string, end: FollowEnd, of: Partial<RunState>, outcome: object]>([
        ["its end", reported("end 3 - ran 10 20 boot"), {}, { kind: "exited", exitCode: 3 }],
        ["that it vanished", reported("gone 10 a b"), {}, { kind: "lost" }],
        ["a refusal", reported("refused lock", "/home"), {}, { kind: "refused", code: "CMD_LOCK_FAILED" }],
        ["a refusal of sudo", noUser, {}, { kind: "refused", code: "CMD_SUDO_REFUSED" }],
        ["a refusal of sudo, later", noUser, { attempts: 2 }, { kind: "lost" }],
        ["a refusal of sudo, of a run", noUser, { accepted: true }, { kind: "lost" }],
        ["no run", reported("absent"), {}, { kind: "lost" }],
        ["another run in its place", reported("absent other"), {}, { kind: "lost" }],
        ["a claim of another operation", reported("absent claimed"), {}, { code: "CMD_RUN_CONFLICT" }],
        ["such a claim, after a cut", reported("absent claimed"), { attempts: 2 }, { kind: "lost" }],
    ])("%s", (_what, end, of, outcome) => {
        expect(outcomeOf(end, state(of))).toMatchObject(outcome);
    });

    test.each<[what: string, end: FollowEnd]>([
        ["a cut", { kind: "lost", reason: "the connection was closed" }],
        ["a shell that ended after its first word", { ...silent, hello: true }],
        ["a report of no end", reported("over")],
    ])("is nothing final, by %s", (_what, end) => {
        const before = state();
        expect([outcomeOf(end, before), before]).toEqual([undefined, state()]);
    });
});

describe("a shell that ends without a word of ours", () => {
    test("is believed when all so far did, and often enough", () => {
        const of = state({ attempts: 0 });
        const outcomes = Array.from({ length: SILENT_ATTEMPTS }, () => {
            of.attempts += 1;
            return outcomeOf(silent, of);
        });
        expect(outcomes.pop()).toMatchObject({ kind: "refused", code: "CMD_SHELL_UNUSABLE" });
        expect(outcomes).toEqual(Array(SILENT_ATTEMPTS - 1).fill(undefined));
    });

    test("is not trusted if another connection got further", () => {
        expect(outcomeOf(silent, state({ attempts: 9, silent: SILENT_ATTEMPTS }))).toBeUndefined();
    });

    test("is quoted without secrets", () => {
        const refused = outcomeOf(silent, state({ silent: SILENT_ATTEMPTS - 1 }));
        expect(refused).toMatchObject({ reason: expect.stringContaining("not available") });
        expect(JSON.stringify(refused)).not.toContain("the secret");
    });
});

describe("a run that exists and is never started", () => {
    test("is sent again, whole, since the host does not have it after all", () => {
        const of = state({ accepted: true });
        expect(outcomeOf(reported("unstarted"), of)).toBeUndefined();
        expect(of).toMatchObject({ accepted: false, unstarted: 1 });
    });

    test.each([
        ["did not run, when each connection told so", UNSTARTED_ATTEMPTS, "did-not-run"],
        ["may run late, when the shell of a cut one may be on its way", UNSTARTED_ATTEMPTS + 1, "may-have-run"],
    ])("is given up in the end; it %s", (_what, attempts, commandRan) => {
        const of = state({ attempts, unstarted: UNSTARTED_ATTEMPTS - 1 });
        const failure = expect.objectContaining({ code: "CMD_NOT_STARTED", commandRan, retryable: true });
        expect(() => outcomeOf(reported("unstarted"), of)).toThrow(expect.objectContaining({ failure }));
    });
});

describe("the result", () => {
    const captured = { stdout: { text: "out" }, stderr: { text: "err" } } as never;
    const resultOf = (outcome: Outcome, of: Partial<RunState> = {}, more = {}) =>
        makeResult({ end: { outcome, ...more }, state: state(of), captured, now: 99 });

    test.each<[outcome: Outcome, kept: boolean]>([
        [{ kind: "exited", exitCode: 0 }, false],
        [{ kind: "signalled", signal: "TERM" }, false],
        [{ kind: "timedOut" }, true],
        [{ kind: "lost", reason: "gone" }, true],
        [{ kind: "refused", code: "CMD_LOCK_FAILED", reason: "", remedy: undefined }, true],
    ])("of a run stopped at the deadline that ended as %j: time-out, or what it was", (outcome, kept) => {
        expect(resultOf(outcome, { stoppedAtDeadline: true }).outcome).toEqual(
            kept ? outcome : { kind: "timedOut", atDeadline: true },
        );
        expect(resultOf(outcome).outcome).toEqual(outcome);
    });

    test("has the host's times, else those of the operation", () => {
        const outcome: Outcome = { kind: "exited", exitCode: 0 };
        expect(resultOf(outcome, {}, { startedAt: 10, endedAt: 20 })).toMatchObject({ startedAt: 10, endedAt: 20 });
        expect(resultOf(outcome)).toMatchObject({ startedAt: 5, endedAt: 99, bootId: "" });
    });

    test("says of a run that was taken over when it had started", () => {
        const outcome: Outcome = { kind: "exited", exitCode: 0 };
        expect(resultOf(outcome, { takenOver: true }, { startedAt: 10 }).takenOverFrom).toBe(10);
        expect(resultOf(outcome, {}, { startedAt: 10 }).takenOverFrom).toBeUndefined();
    });
});

test("a loss has the reason of the cut, or says that the shell ended", () => {
    expect(printLoss({ kind: "lost", reason: "the link is cut" })).toBe("the link is cut");
    expect(printLoss(silent)).toContain("shell ended");
});
