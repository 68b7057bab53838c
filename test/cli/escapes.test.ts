import { expect, test } from "vitest";
import { makeEscapeReader } from "../../cli/escapes";

/** What becomes of texts that are typed one after the other: what is sent, and wishes in brackets. */
function typed(...texts: readonly string[]): string {
    const read = makeEscapeReader();
    return texts
        .flatMap((text) => read(Buffer.from(text)))
        .map(({ send, wish }) => `${send}${wish === undefined ? "" : `[${wish}]`}`)
        .join("");
}

test.each([
    [["ls\r"], "ls\r"],
    [["~."], "[leave]"],
    [["ls\r~."], "ls\r[leave]"],
    [["ls\r", "~", "."], "ls\r[leave]"],
    [["a~."], "a~."],
    [["ls\r~?~."], "ls\r[list][leave]"],
    [["~~."], "~."],
    [["~/bin\r"], "~/bin\r"],
    [["\r", "~", "x~."], "\r~x~."],
    [["Grüße\n~."], "Grüße\n[leave]"],
])("%j is %j", (texts, expected) => {
    expect(typed(...texts)).toBe(expected);
});
