import { describe, expect, test } from "vitest";
import { chooseRun, type RunQuestion } from "../../../../provider/command/earlier/choose";
import { type FoundRun, parseFoundRun } from "../../../../provider/command/earlier/found-run";
import { nameRun, type RunOwner } from "../../../../provider/command/earlier/run-name";
import { nameTry, runNameOf, tryNumberOf } from "../../../../provider/command/earlier/tries";

const OWNER: RunOwner = { urn: "urn", organization: "acme", instanceId: "i-1", resourceId: "i-1/abc" };
const NAME = nameRun(OWNER, 3);
const FIRST = nameRun({ ...OWNER, resourceId: undefined }, 1);
const RULE = { most: 3, accepted: [0], onExitCodes: undefined };

function question(changes: Partial<RunQuestion> = {}): RunQuestion {
    return {
        owner: OWNER,
        name: NAME,
        digest: "mine",
        lostName: undefined,
        sameUnderOldNames: ["old"],
        onlySuccessCounts: undefined,
        tryRule: RULE,
        ...changes,
    };
}

function found(number: number, changes: Partial<FoundRun> = {}): FoundRun {
    return {
        name: nameTry(NAME, number),
        osUser: "ec2-user",
        state: "done",
        token: `creator-${number}`,
        digest: "mine",
        startedAt: number * 1000,
        endedAt: number * 1000 + 300,
        exitCode: 1,
        ...changes,
    };
}

const failed = (number: number) => ({ name: nameTry(NAME, number), startedAt: number * 1000, durationMs: 300 });

describe("the name of a try", () => {
    test("is the run's own for the first, and tells its number after that", () => {
        expect([nameTry("a-1", 1), nameTry("a-1", 2), nameTry("a-1", 20)]).toEqual(["a-1", "a-1-2", "a-1-20"]);
        expect([tryNumberOf("a-1", "a-1"), tryNumberOf("a-1-20", "a-1")]).toEqual([1, 20]);
        for (const other of [
            "a-12",
            "a-1-1",
            "a-1-02",
            "a-1-",
            "a-1-2-3",
            "a-1-unless-00ff00ff",
            "a-1-read-12345678",
        ]) {
            expect(tryNumberOf(other, "a-1"), other).toBeUndefined();
        }
        expect([runNameOf("a-1-2", 2), runNameOf("a-1-2", 1), runNameOf("a-1", 1)]).toEqual(["a-1", "a-1-2", "a-1"]);
    });
});

describe("chooseRun, of tries", () => {
    test.each<[string, FoundRun[], Partial<RunQuestion>, number, number[]]>([
        ["the first failed", [found(1)], {}, 1, []],
        ["the second is live", [found(2, { state: "live" }), found(1)], {}, 2, [1]],
        ["the third succeeded", [found(3, { exitCode: 0 }), found(1), found(2)], {}, 3, [1, 2]],
        ["the last failed", [found(1), found(2), found(3)], {}, 3, [1, 2]],
        ["the tenth is told from the second", [2, 10, 1].map((number) => found(number)), {}, 10, [1, 2]],
        ["the next was written and never begun", [found(1), found(2, { state: "unstarted" })], {}, 1, []],
        ["the next could not begin", [found(1), found(2, { state: "refused" })], {}, 1, []],
        ["the second vanished, of which nobody was told", [found(1), found(2, { state: "gone" })], {}, 2, [1]],
        ["a delete failed, with tries left", [found(1), found(2)], { onlySuccessCounts: [0] }, 2, [1]],
        ["retry was dropped meanwhile", [found(1), found(2)], { tryRule: undefined }, 2, [1]],
        ["one of other arguments is older", [found(1), found(2, { digest: "other" })], {}, 1, []],
        ["the receipt of the first is gone", [found(2)], {}, 2, []],
    ])("follows the one that counts: %s", (_what, runs, changes, number, before) => {
        expect(chooseRun(runs, question(changes))).toMatchObject({
            kind: "follow",
            run: { name: nameTry(NAME, number) },
            tries: { runName: NAME, number, failed: before.map(failed) },
        });
    });

    test.each<[string, FoundRun[], Partial<RunQuestion>, string | undefined, number[]]>([
        ["of other arguments", [1, 2].map((number) => found(number, { digest: "other" })), {}, "creator-1", [2]],
        ["older than the first, which is another's", [found(1, { digest: "other" }), found(2)], {}, "creator-1", [2]],
        [
            "of a delete whose last try failed",
            [1, 2, 3].map((number) => found(number)),
            { onlySuccessCounts: [0] },
            "creator-1",
            [2, 3],
        ],
        [
            "of a delete after an exit code that is not retried",
            [found(1)],
            { onlySuccessCounts: [0], tryRule: { ...RULE, onExitCodes: [2] } },
            "creator-1",
            [],
        ],
        ["of an operation without a script", [found(1), found(2)], { digest: undefined }, "creator-1", []],
    ])("begins with the first, and discards the tries %s", (_what, runs, changes, discard, stale) => {
        const choice = chooseRun(runs, question(changes));
        expect(choice).toMatchObject({ kind: "start", discard, tries: undefined });
        expect(choice.kind === "start" && choice.stale.map(({ name }) => name)).toEqual(
            stale.map((number) => nameTry(NAME, number)),
        );
    });

    test("waits for a live try of other arguments, whatever its number", () => {
        const runs = [found(1), found(2, { digest: "other", state: "live" })];
        expect(chooseRun(runs, question())).toMatchObject({ kind: "wait", run: { name: nameTry(NAME, 2) } });
    });

    test("makes a try again under its own name if its loss was reported", () => {
        const runs = [found(1), found(2, { state: "gone" })];
        expect(chooseRun(runs, question({ lostName: nameTry(NAME, 2), lostRunName: NAME }))).toMatchObject({
            kind: "start",
            discard: "creator-2",
            note: expect.stringContaining("without leaving a result"),
            tries: { runName: NAME, number: 2, failed: [failed(1)] },
            stale: [],
        });
    });

    test("goes on after a lost try of the first create, which has another name", () => {
        const runs = [found(1, { name: FIRST }), found(2, { name: nameTry(FIRST, 2) })];
        const asked = question({ lostName: nameTry(FIRST, 2), lostRunName: FIRST });
        expect(chooseRun(runs, asked)).toMatchObject({ kind: "follow", tries: { runName: FIRST, number: 2 } });
    });

    test("knows no tries of the first releases", () => {
        const choice = chooseRun([found(1, { name: "old", digest: "?" })], question());
        expect(choice).toMatchObject({ kind: "follow", run: { name: "old" }, tries: undefined });
    });
});

test("the look of a host tells when a run ended", () => {
    const words = ["found", NAME, "ec2-user", "done", "token", "digest", "1000", "1", "-", "script", "1000", "1300"];
    expect(parseFoundRun([...words, "boot"])).toMatchObject({ startedAt: 1000, endedAt: 1300, exitCode: 1 });
    expect(parseFoundRun(words.slice(0, 7))).toMatchObject({ endedAt: undefined });
});
