import { describe, expect, test } from "vitest";
import { chooseRun, type RunQuestion } from "../../../../provider/command/earlier/choose";
import type { FoundRun } from "../../../../provider/command/earlier/found-run";
import { nameRun, type RunOwner } from "../../../../provider/command/earlier/run-name";

const OWNER: RunOwner = { urn: "urn", organization: "acme", instanceId: "i-1", resourceId: "i-1/abc" };
const FIRST: RunOwner = { ...OWNER, resourceId: undefined };
const OTHER_LIFE: RunOwner = { ...OWNER, resourceId: "i-1/def" };
const NAME = nameRun(OWNER, 3);

function question(changes: Partial<RunQuestion> = {}): RunQuestion {
    return {
        owner: OWNER,
        name: NAME,
        digest: "mine",
        lostName: undefined,
        sameUnderOldNames: ["old"],
        onlySuccessCounts: undefined,
        ...changes,
    };
}

function run(changes: Partial<FoundRun> = {}): FoundRun {
    return {
        name: NAME,
        osUser: "ec2-user",
        state: "live",
        token: "creator",
        digest: "mine",
        startedAt: 0,
        exitCode: undefined,
        ...changes,
    };
}

const ended = (exitCode: number, changes: Partial<FoundRun> = {}) => run({ state: "done", exitCode, ...changes });

describe("chooseRun", () => {
    test.each([
        ["a live run of the same", [run()], {}, "follow"],
        ["a live run of other arguments", [run({ digest: "other" })], {}, "wait"],
        ["a live run, by an operation without a script", [run()], { digest: undefined }, "wait"],
        [
            "a live run of a first create, whose resource has an id by now",
            [run({ name: nameRun(FIRST, 1) })],
            {},
            "wait",
        ],
        ["a live run of another number", [run({ name: nameRun(OWNER, 2) })], {}, "wait"],
        ["a live run of a namesake with another id", [run({ name: nameRun(OTHER_LIFE, 3) })], {}, "start"],
        ["a live run of another resource", [run({ name: nameRun({ ...OWNER, urn: "other" }, 3) })], {}, "start"],
        ["a live run of the first releases, made from the same", [run({ name: "old", digest: "?" })], {}, "follow"],
        ["a result that nobody has recorded", [ended(0)], {}, "follow"],
        ["a failure that nobody has recorded", [ended(7)], {}, "follow"],
        ["a result of other arguments", [ended(0, { digest: "other" })], {}, "start"],
        ["a result of another number", [ended(0, { name: nameRun(OWNER, 2) })], {}, "start"],
        ["a run that vanished, of which nobody was told", [run({ state: "gone" })], {}, "follow"],
        ["a run that could not begin", [run({ state: "refused" })], {}, "start"],
        ["a delete that succeeded", [ended(0)], { onlySuccessCounts: [0] }, "follow"],
        ["a delete that failed", [ended(1)], { onlySuccessCounts: [0] }, "start"],
        [
            "a delete that vanished: nobody can record that it is lost",
            [run({ state: "gone" })],
            { onlySuccessCounts: [0] },
            "start",
        ],
        ["a live run that can't be followed, only waited for", [run({ state: "attached" })], {}, "wait"],
        ["a run whose output found no space", [run({ state: "full" })], {}, "follow"],
        ["a delete whose output found no space", [run({ state: "full" })], { onlySuccessCounts: [0] }, "start"],
        ["a live run beside its own result", [ended(0), run({ name: nameRun(OWNER, 2) })], {}, "wait"],
        ["nothing", [], {}, "start"],
    ] satisfies [string, FoundRun[], Partial<RunQuestion>, string][])("%s: %#", (_what, found, changes, kind) => {
        expect(chooseRun(found, question(changes)).kind).toBe(kind);
    });

    test("a dead run of the same name is given up by the name of its creator", () => {
        expect(chooseRun([ended(1)], question({ onlySuccessCounts: [0] }))).toMatchObject({ discard: "creator" });
        expect(chooseRun([run({ state: "unstarted" })], question())).toMatchObject({ discard: undefined });
    });

    const lostName = nameRun(FIRST, 1);

    test.each([
        ["live", [run({ name: lostName })], "follow"],
        ["ended", [ended(0, { name: lostName })], "follow"],
        ["live, of other arguments", [run({ name: lostName, digest: "other" })], "wait"],
    ])("a lost run that is %s", (_what, found, kind) => {
        expect(chooseRun(found, question({ lostName })).kind).toBe(kind);
    });

    test.each([
        ["no trace", []],
        ["without leaving a result", [run({ name: lostName, state: "gone" })]],
        ["made from other arguments", [ended(0, { name: lostName, digest: "other" })]],
        ["there was no space", [run({ name: lostName, state: "full" })]],
    ])("says why a lost run runs again: %s", (said, found) => {
        expect(chooseRun(found, question({ lostName }))).toMatchObject({
            kind: "start",
            note: expect.stringContaining(said),
        });
    });

    test.each([
        ["a delete", { onlySuccessCounts: [0] }],
        ["an operation without a script", { digest: undefined }],
    ])("does not say of %s that the lost script runs again", (_what, changes) => {
        expect(chooseRun([], question({ lostName, ...changes }))).toMatchObject({ kind: "start", note: undefined });
    });

    test("says why a delete that vanished runs again", () => {
        expect(chooseRun([run({ state: "gone" })], question({ onlySuccessCounts: [0] }))).toMatchObject({
            discard: "creator",
            note: expect.stringContaining("without leaving a result"),
        });
    });

    test("a lost run that vanished is also run again under its own name", () => {
        const found = [run({ state: "gone" })];
        expect(chooseRun(found, question({ lostName: NAME }))).toMatchObject({ kind: "start", discard: "creator" });
    });
});

describe("nameRun", () => {
    test("tells stacks, organizations, instances, lives and numbers apart, and is a name for a directory", () => {
        const names = [
            nameRun(OWNER, 1),
            nameRun(OWNER, 2),
            nameRun(FIRST, 1),
            nameRun(OTHER_LIFE, 1),
            nameRun({ ...OWNER, urn: "other" }, 1),
            nameRun({ ...OWNER, organization: "other" }, 1),
            nameRun({ ...OWNER, instanceId: "i-2" }, 1),
        ];
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) {
            expect(name).toMatch(/^[0-9a-f]{20}-([0-9a-f]{12}|new)-[12]$/);
        }
    });
});
