import { expect, test } from "vitest";
import { UNKNOWN_VALUE } from "../../../provider/base/pulumi-signatures";
import { withKnownTexts } from "../../../provider/state/known-texts";

/** Of a number that is not known. */
const NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";

test("no text of a host is one that means not known, and all others are as they were", () => {
    const outputs = {
        create: UNKNOWN_VALUE,
        stdout: UNKNOWN_VALUE,
        stderr: `${NUMBER} `,
        readStdout: NUMBER,
        fetched: { a: UNKNOWN_VALUE, b: "text" },
        secrets: { values: { c: "value" }, fetched: { d: NUMBER } },
    };
    expect(withKnownTexts(outputs)).toEqual({
        create: UNKNOWN_VALUE,
        stdout: `${UNKNOWN_VALUE}\n`,
        stderr: `${NUMBER} `,
        readStdout: `${NUMBER}\n`,
        fetched: { a: `${UNKNOWN_VALUE}\n`, b: "text" },
        secrets: { values: { c: "value" }, fetched: { d: `${NUMBER}\n` } },
    });
    expect(withKnownTexts({ stdout: "hi" })).toEqual({ stdout: "hi" });
});
