import { describe, expect, it } from "vitest";
import { checkInputs, compareInputs, parseInputs, runIdentityOf } from "../../../provider/inputs";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const failuresOf = (retry: unknown) =>
    checkInputs({ ...GIVEN, retry }).map(({ property, reason }) => `${property}: ${reason}`);

describe("retry", () => {
    it("is parsed in milliseconds, with its defaults", () => {
        expect(failuresOf({ tries: 2 })).toEqual([]);
        expect(parseInputs({ ...GIVEN, retry: { tries: 2 } }).retry).toEqual({
            tries: 2,
            delayMs: 10_000,
            onExitCodes: undefined,
        });
        const all = { tries: 20, delay: "1m30s", onExitCodes: [0, 255] };
        expect(failuresOf(all)).toEqual([]);
        expect(parseInputs({ ...GIVEN, retry: all }).retry).toEqual({
            tries: 20,
            delayMs: 90_000,
            onExitCodes: [0, 255],
        });
        expect(parseInputs(GIVEN).retry).toBeUndefined();
    });

    it("passes what is not known yet", () => {
        expect(failuresOf(UNKNOWN)).toEqual([]);
        expect(failuresOf({ tries: UNKNOWN, delay: UNKNOWN, onExitCodes: [UNKNOWN] })).toEqual([]);
    });

    it.each([
        [3, /^retry: expected an object, such as .*; got the number 3\. Write \{ tries: 3 \}\.$/],
        [[], /^retry: expected an object/],
        ["twice", /^retry: expected an object/],
        [{}, /^retry\.tries: expected a number of tries, a whole number from 2 to 20.*got nothing/],
        [{ delay: "5s" }, /^retry\.tries: .*got nothing/],
        [{ tries: 1 }, /^retry\.tries: .*from 2 to 20/],
        [{ tries: 21 }, /^retry\.tries: .*from 2 to 20/],
        [{ tries: 2.5 }, /^retry\.tries: .*whole number/],
        [{ tries: "3" }, /^retry\.tries: .*without quotes/],
        [{ tries: 3, delay: "0s" }, /^retry\.delay: expected a duration/],
        [{ tries: 3, delay: 10 }, /^retry\.delay: expected a duration/],
        [{ tries: 3, onExitCodes: 1 }, /^retry\.onExitCodes: expected a list of exit codes/],
        [{ tries: 3, onExitCodes: [] }, /^retry\.onExitCodes: .*got an empty list/],
        [{ tries: 3, onExitCodes: [1, 256] }, /^retry\.onExitCodes\[1\]: .*from 0 to 255/],
        [{ tries: 3, onExitCode: [1] }, /^retry\.onExitCode: .*did you mean onExitCodes/],
        [
            { tries: 3, backoff: "2x" },
            /^retry\.backoff: there is no such argument; the arguments are tries, delay, onExitCodes/,
        ],
    ])("refuses %j", (retry, reason) => {
        expect(failuresOf(retry).join("\n")).toMatch(reason);
    });

    it("is only recorded when it changes, and is no part of what a run is made from", () => {
        const changes = compareInputs({ ...GIVEN, retry: { tries: 2 } }, { ...GIVEN, retry: { tries: 3 } });
        expect(changes).toEqual({ replace: [], rerun: [], record: ["retry"] });
        expect(runIdentityOf({ ...GIVEN, retry: { tries: 2 } })).toEqual(runIdentityOf(GIVEN));
    });
});
