import fc from "fast-check";
import { expect, test } from "vitest";
import { LONGEST_LINE_CHARACTERS, makeLineSplitter } from "../../../provider/command/line-splitter";

function split(chunks: readonly Buffer[]): string[] {
    const lines: string[] = [];
    const splitter = makeLineSplitter((line) => lines.push(line));
    for (const chunk of chunks) {
        splitter.push(chunk);
    }
    splitter.end();
    return lines;
}

test("cuts text into the same lines wherever the chunks end, also within a character", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "\n", "ä", "€", "😀", "\0", " "), maxLength: 60 });
    fc.assert(
        fc.property(text, fc.array(fc.nat(), { maxLength: 20 }), (whole, cuts) => {
            const bytes = Buffer.from(whole);
            const places = [
                0,
                ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, two) => one - two),
                bytes.length,
            ];
            const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
            const expected = whole.split("\n");
            if (expected.at(-1) === "") {
                expected.pop();
            }
            expect(split(chunks)).toEqual(expected);
        }),
    );
});

test("shows invalid bytes as replacement characters and drops the carriage return of a line end", () => {
    expect(split([Buffer.from([0x61, 0xff, 0x0d, 0x0a, 0x62])])).toEqual(["a\ufffd", "b"]);
});

test("cuts a line of 10 MB and holds its beginning only", () => {
    const chunks = Array.from({ length: 160 }, () => Buffer.alloc(65_536, "x"));
    const [line = "", next] = split([...chunks, Buffer.from("\nnext\n")]);
    const leftOut = 160 * 65_536 - LONGEST_LINE_CHARACTERS;
    expect(line.slice(LONGEST_LINE_CHARACTERS)).toBe(` [... ${leftOut} characters of this line left out]`);
    expect(next).toBe("next");
});

test("never cuts a line between the two halves of a character", () => {
    const [line = ""] = split([Buffer.from(`x${"😀".repeat(LONGEST_LINE_CHARACTERS)}\n`)]);
    // It throws on half a character.
    expect(() => encodeURIComponent(line)).not.toThrow();
});
