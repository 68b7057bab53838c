import { expect, test } from "vitest";
import { lastFailure, readRecorded } from "../../../provider/state";

function failureOf(outputs: Record<string, unknown>) {
    const all = { __succeeded: false, ...outputs };
    return lastFailure(all, readRecorded(all));
}

test("is undefined after a success, and quotes an exit code that was not accepted", () => {
    expect(failureOf({ __succeeded: true, outcome: "exited", exitCode: 3 })).toBeUndefined();
    expect(failureOf({ outcome: "exited", exitCode: 3 })).toEqual({
        reason: "the last run failed with exit code 3",
        script: "ran",
    });
    expect(failureOf({ outcome: "signalled" })?.reason).toBe("the last run was ended by a signal");
    expect(failureOf({ outcome: "timedOut" })?.reason).toBe("the last run reached its time limit");
    expect(failureOf({ outcome: "lost" })?.script).toBe("unknown");
});

test("is not a script's if the results in state are those of an earlier success", () => {
    const beforeScript = { reason: "the last operation failed before its script ran", script: "did-not-run" };
    expect(failureOf({ outcome: "exited", exitCode: 0 })).toEqual(beforeScript);
    expect(failureOf({ outcome: "exited", exitCode: 3, acceptedExitCodes: [0, 3] })).toEqual(beforeScript);
    for (const outcome of ["skipped", "none", "refused", undefined]) {
        expect(failureOf({ outcome })).toEqual(beforeScript);
    }
});
