import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ProviderError } from "../../../provider/base/error";
import { readValueOf } from "../../../provider/state";
import { recordedStepProperties, refreshedStepProperties, stepProperties } from "../../../provider/state/after-script";

const RAW = { create: "true", read: "cat value" };
const OLDS = { ...RAW, readStdout: "old", __readBaseline: "digest of old", __drifted: true };
const NEW = { stdout: "new", digest: "digest of new" };
const failed = {
    step: "read",
    error: new ProviderError({ code: "CMD_READ_FAILED", summary: "It failed.", commandRan: "ran", retryable: false }),
};

describe("the outputs of the steps after a script", () => {
    test("are what read printed, and drift is over", () => {
        expect(stepProperties(RAW, OLDS, { results: { read: NEW } })).toEqual({
            readStdout: "new",
            __readBaseline: "digest of new",
        });
    });

    test("of a read that failed keep the last value without a baseline, and name the step", () => {
        expect(stepProperties(RAW, OLDS, { results: {}, failed })).toEqual({
            readStdout: "old",
            __unfinishedStep: "read",
        });
    });

    test("of a script that failed keep value, baseline and drift", () => {
        expect(stepProperties(RAW, OLDS, undefined)).toEqual({
            readStdout: "old",
            __readBaseline: "digest of old",
            __drifted: true,
        });
    });

    test("without read are none", () => {
        for (const raw of [{ create: "true" }, { create: "true", read: null }]) {
            expect(stepProperties(raw, OLDS, { results: {} })).toEqual({});
        }
    });
});

describe("after a change that is only recorded", () => {
    test("all is kept; of another read no baseline, and of none nothing", () => {
        const { readStdout, __readBaseline, __drifted } = OLDS;
        expect(recordedStepProperties(RAW, OLDS)).toEqual({ readStdout, __readBaseline, __drifted });
        expect(recordedStepProperties({ ...RAW, read: "other" }, OLDS)).not.toHaveProperty("__readBaseline");
        expect(recordedStepProperties({ create: "true" }, { ...OLDS, __unfinishedStep: "read" })).toEqual({});
        expect(recordedStepProperties(RAW, { ...OLDS, __unfinishedStep: "read" }).__unfinishedStep).toBe("read");
    });
});

describe("a refresh", () => {
    test("calls another value drift, keeps what it is measured against, and ends with the value's return", () => {
        const found = refreshedStepProperties({ __readBaseline: "digest of old" }, NEW);
        expect(found).toEqual({ readStdout: "new", __readBaseline: "digest of old", __drifted: true });
        const back = { stdout: "old", digest: "digest of old" };
        expect(refreshedStepProperties(found, back)).toEqual({
            readStdout: "old",
            __readBaseline: "digest of old",
            __drifted: undefined,
        });
    });

    test("only records if there is nothing to compare with, and does not report what it could not see", () => {
        expect(refreshedStepProperties({ readStdout: "of another read" }, NEW)).toEqual({
            readStdout: "new",
            __readBaseline: "digest of new",
            __drifted: undefined,
        });
        expect(refreshedStepProperties(OLDS, undefined)).toEqual({});
    });
});

test("a value is compared by all that was printed, also if only its ends are kept", () => {
    const output = { text: "a\n", totalBytes: 2, sha256: "digest of all", truncated: true };
    expect(readValueOf(output)).toEqual({ stdout: "a", digest: "digest of all" });
    const digest = createHash("sha256").update("a\n").digest("hex");
    expect(readValueOf({ ...output, sha256: "" })).toEqual({ stdout: "a", digest });
});
