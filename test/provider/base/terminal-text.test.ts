import { describe, expect, test } from "vitest";
import { makeTerminalLine } from "../../../provider/base/terminal-line";
import { terminalText } from "../../../provider/base/terminal-text";
import fc from "../../support/property";

const ESC = "\u001b";

describe("terminalText", () => {
    test.each([
        ["clear screen and cursor", `a${ESC}[2J${ESC}[?25lb`, " b"],
        ["title", `a${ESC}]0;evil title\u0007b`, "ab"],
        ["link", `${ESC}]8;;http://example.org${ESC}\\text${ESC}]8;;${ESC}\\`, "text"],
        ["clipboard", `a${ESC}]52;c;ZXZpbA==\u0007b`, "ab"],
        ["device control", `a${ESC}P1$r0m${ESC}\\b`, "ab"],
        [
            "application command, privacy message, start of string",
            `a${ESC}_x${ESC}\\${ESC}^x${ESC}\\${ESC}Xx${ESC}\\b`,
            "ab",
        ],
        ["title of screen", `a${ESC}kx${ESC}\\b`, "ab"],
        ["alternate screen", `${ESC}[?1049hvim${ESC}[?1049l`, "vim"],
        ["one-character commands", `a${ESC}cb${ESC}7${ESC}(Bc${ESC}=`, "abc"],
        ["C1 codes", "a\u009b2Jb\u009d0;x\u009cc\u0090x\u009cd\u0084", " bcd"],
        ["bell, NUL, DEL and shifts", "a\u0007b\0c\u007fd\u000ee", "abcde"],
        ["backspace", "hunterX\b2, pas\b\bart", "hunter2, part"],
        ["wiped with backspaces", "ab\b \b", "a "],
        ["carriage returns", "  5%\r 50%\r100%\r", "100%"],
        ["a shorter state", "downloading 99%\rdone", "done"],
        ["a style after the last return", `50%\r100%\r${ESC}[0m`, "100%"],
        ["a line that was wiped", `100%\r${ESC}[K`, ""],
        ["a line that was wiped and written again", `50%${ESC}[2K\r60%`, "60%"],
        ["line feed by another name", "one\vtwo\fthree\u0085four", "one\ntwo\nthree\nfour"],
        ["another line", `one${ESC}[2;1Htwo`, "one\ntwo"],
        ["columns", `a${ESC}[5Gb${ESC}[2Cc${ESC}[2Dd`, "a   b dc"],
        ["far to the right", `a${ESC}[99999Cb`, `a${" ".repeat(78)}b`],
        ["a text without its end", `a${ESC}]0;title`, "a0;title"],
        ["a text that a line ends", `a${ESC}]0;title\nafter\u0007`, "a0;title\nafter"],
        ["text that was decoded twice", "\u00e2\u0080\u009cquoted\u00e2\u0080\u009d on", "\u00e2quoted\u00e2 on"],
        ["half a command", `a${ESC}[3`, "a3"],
        ["colours", `${ESC}[1;31mred${ESC}[0m`, "red"],
        ["tab and newline", "a\tb\r\nc", "a\tb\nc"],
    ])("%s", (_name, text, expected) => {
        expect(terminalText(text)).toBe(expected);
    });

    test("leaves out no end of a long line", () => {
        expect(terminalText(`\u0007${"x".repeat(100_000)}end`)).toBe(`${"x".repeat(100_000)}end`);
    });

    test("keeps basic colours, and ends them with the line", () => {
        expect(terminalText(`${ESC}[31mred\nplain${ESC}[1;4;93;42mx`, "coloured")).toBe(
            `${ESC}[31mred${ESC}[0m\nplain${ESC}[1;4;42;93mx${ESC}[0m`,
        );
        expect(terminalText(`${ESC}[38;5;9ma${ESC}[38;2;1;2;3mb${ESC}[38:5:2mc${ESC}[7;3;22;39md`, "coloured")).toBe(
            `${ESC}[91ma${ESC}[0mb${ESC}[32mc${ESC}[0md`,
        );
        expect(terminalText(`${ESC}[>4;2ma${ESC}[?1mb`, "coloured")).toBe("ab");
    });

    const piece = fc.oneof(
        fc.constantFrom(
            ESC,
            `${ESC}[`,
            `${ESC}]0;`,
            "\u009b",
            "\u009d",
            "\u0007",
            `${ESC}\\`,
            "\r",
            "\b",
            "\n",
            "31m",
            "2K",
            "5C",
        ),
        fc.string({ unit: "binary", maxLength: 6 }),
        fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code)),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

    test("leaves no control character in any text, and in a coloured one only styles that end", () => {
        fc.assert(
            fc.property(text, (given) => {
                expect(terminalText(given)).not.toMatch(/[^\P{Cc}\t\n]/u);
                const coloured = terminalText(given, "coloured");
                const withoutStyles = coloured.replaceAll(new RegExp(`${ESC}\\[[0-9;]+m`, "g"), "");
                expect(withoutStyles).toBe(terminalText(given));
                for (const line of coloured.split("\n")) {
                    expect(line.lastIndexOf(`${ESC}[`)).toBe(line.lastIndexOf(`${ESC}[0m`));
                }
                expect(terminalText(terminalText(given))).toBe(terminalText(given));
            }),
            { numRuns: 3_000 },
        );
    });

    test("shows the same wherever the text is cut on its way", () => {
        fc.assert(
            fc.property(text, fc.array(fc.nat(200), { maxLength: 6 }), (given, cuts) => {
                const line = [...given.replaceAll("\n", "")];
                const places = [0, ...cuts.map((cut) => cut % (line.length + 1)).sort((a, b) => a - b), line.length];
                const shown = makeTerminalLine();
                for (const [index, place] of places.slice(1).entries()) {
                    shown.write(line.slice(places[index], place).join(""));
                }
                shown.finish();
                expect(shown.text()).toBe(terminalText(line.join("")));
            }),
            { numRuns: 3_000 },
        );
    });

    test("takes a hostile line of a megabyte in no time", () => {
        for (const unit of [
            ESC,
            `${ESC}]`,
            "\u009d",
            `${ESC}[1;`,
            "a\b",
            "a\r",
            `${ESC}[5C`,
            `${ESC}[P`,
            `a${ESC}[H`,
        ]) {
            // Were the time to grow with the square of the length, this would not end in an hour.
            expect(terminalText(`${unit.repeat(Math.ceil(1_000_000 / unit.length))}\nend`, "coloured")).toMatch(/end$/);
        }
    });
});
