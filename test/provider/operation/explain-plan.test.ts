import { expect, test } from "vitest";
import type { ArgumentChange } from "../../../provider/inputs";
import { explainCreate, explainPlan, type Plan } from "../../../provider/operation/explain-plan";

const UNCHANGED: Plan = {
    changes: [],
    script: "update",
    hasScript: true,
    hasFiles: false,
    hasDelete: false,
    failure: undefined,
    hasDrifted: false,
    inTrees: false,
    steps: [],
    isStepUnfinished: false,
    isToBeHidden: false,
};
const change = (path: string, meaning: ArgumentChange["change"] = "rerun", isKnown = true): ArgumentChange => ({
    name: path.split(/[.[]/, 1)[0] ?? "",
    path,
    place: path,
    change: meaning,
    isKnown,
});
const say = (plan: Partial<Plan>) => explainPlan({ ...UNCHANGED, ...plan });
const changed = (...paths: string[]) => paths.map((path) => change(path));
const failed = (script: "ran" | "unknown" | "did-not-run", reason = "the last run failed with exit code 3") => ({
    failure: { reason, script },
});

test("says nothing if there is nothing to do", () => {
    expect(say({})).toBeUndefined();
});

test("says which script would run, and names what changed", () => {
    expect(say({ changes: changed("triggers[0]") })).toBe("`update` would run: triggers[0] changed");
    expect(say({ changes: changed("create", "triggers[0]", 'files["/a"]') })).toBe(
        '`update` would run: create, triggers[0] and files["/a"] changed',
    );
    const many = Array.from({ length: 9 }, (_, index) => `triggers[${index}]`);
    expect(say({ changes: changed(...many) })).toBe(
        "`update` would run: triggers[0], triggers[1], triggers[2], triggers[3], triggers[4] and 4 more changed",
    );
    expect(say({ changes: changed("files"), hasScript: false, hasFiles: true })).toBe(
        "no script runs, files would be put in place: files changed",
    );
    expect(say({ changes: changed("runAs"), hasScript: false })).toBe("no script runs: runAs changed");
});

test("treats what is not known yet as no change, and reports it", () => {
    expect(say({ changes: [change("environment", "rerun", false)] })).toBe(
        "`update` may run: environment is not known yet",
    );
    expect(say({ changes: [change("stdin"), change("environment", "rerun", false)] })).toBe(
        "`update` would run: stdin changed; environment is not known yet",
    );
    expect(say({ changes: [change("logging", "record"), change("connection.address", "record", false)] })).toBe(
        "nothing runs: only logging and connection.address are recorded (connection.address is not known yet)",
    );
});

test("names a failure, drift, and what the hash of a directory does not tell", () => {
    expect(say({ script: "create", ...failed("ran") })).toBe(
        "`create` runs again: the last run failed with exit code 3",
    );
    expect(say({ ...failed("ran"), changes: changed("triggers[0]") })).toBe(
        "`update` runs again: the last run failed with exit code 3; triggers[0] changed",
    );
    expect(say(failed("unknown", "the result of the last run is not known"))).toBe(
        "`update` runs again unless the instance still has the result: the result of the last run is not known",
    );
    expect(say(failed("did-not-run", "the last operation failed before its script ran"))).toBe(
        "`update` would run: the last operation failed before its script ran",
    );
    expect(say({ hasDrifted: true })).toBe(
        "`update` would run: readStdout differs from its value after the last create or update",
    );
    expect(say({ inTrees: true })).toContain("`update` would run: files changed (executable bits");
    expect(say({ inTrees: true, changes: changed("files") })).toBe("`update` would run: files changed");
});

test("says what is only recorded, or encrypted", () => {
    expect(say({ changes: [change("logging", "record")] })).toBe("nothing runs: only logging is recorded");
    expect(say({ isToBeHidden: true })).toBe("nothing runs: only what is secret by now is encrypted in state");
});

test("says which steps are done again without a script", () => {
    const unfinished = { steps: ["read"], isStepUnfinished: true };
    expect(say(unfinished)).toBe("no script runs: it is done; `read` is repeated, since it failed");
    expect(say({ ...unfinished, steps: ["fetch", "read"], changes: [change("logging", "record")] })).toBe(
        "no script runs: it is done; `fetch` is repeated, since it failed, then `read`; logging changed",
    );
    expect(say({ steps: ["fetch"], changes: [change("fetch.config", "record")] })).toBe(
        "no script runs: only `fetch` is done again; fetch.config changed",
    );
    expect(say({ ...unfinished, changes: changed("triggers[0]") })).toBe("`update` would run: triggers[0] changed");
});

test("tells a replacement, and a new resource", () => {
    const changes = [change("instanceId", "replace"), change("triggers[0]")];
    expect(say({ changes })).toBe("`create` would run for a new resource in place of this one: instanceId changed");
    expect(say({ changes: [change("instanceId", "replace", false)], hasDelete: true })).toBe(
        "`create` may run for a new resource in place of this one, and `delete` for the old one: instanceId is not known yet",
    );
    expect(explainCreate({ hasScript: true, hasFiles: true }, false)).toBe("`create` would run");
    expect(explainCreate({ hasScript: false, hasFiles: true }, false)).toBe(
        "no script runs, files would be put in place",
    );
    expect(explainCreate({ hasScript: true, hasFiles: false }, true)).toContain("`create` would run instead");
});
