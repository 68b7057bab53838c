import { describe, expect, test } from "vitest";
import { engineErrorText, engineText } from "../../../provider/process/engine-text";
import fc from "../../support/property";

const ESC = "\u001b";

/** What Pulumi makes of a text: it knows these marks, and ends itself at any other. */
function colorize(text: string, mode: "always" | "never"): string {
    const known = /^(reset|bold|underline|fg (1|2|3|4|5|6|9|10|12|13|14)|bg [1234])$/;
    let shown = "";
    for (let rest = text; rest !== ""; ) {
        const start = rest.indexOf("<{%");
        if (start < 0) {
            return shown + rest;
        }
        const end = rest.indexOf("%}>", start);
        // A mark without an end takes the rest of the text with it.
        const name = rest.slice(start + 3, end < 0 ? undefined : end);
        expect(name).toMatch(known);
        shown += rest.slice(0, start) + (mode === "always" ? `<${name}>` : "");
        rest = end < 0 ? "" : rest.slice(end + 3);
    }
    return shown;
}

describe("engineText", () => {
    test("gives colours as Pulumi's own marks, so that --color decides about them", () => {
        const text = engineText(`${ESC}[1;31mred${ESC}[0m plain ${ESC}[32;44mgreen`);
        expect(colorize(text, "always")).toBe("<bold><fg 1>red<reset> plain <fg 2><bg 4>green<reset>");
        expect(colorize(text, "never")).toBe("red plain green");
    });

    test("leaves out colours that Pulumi has no name for", () => {
        expect(colorize(engineText(`${ESC}[37;47ma${ESC}[30mb${ESC}[93mc${ESC}[90md`), "never")).toBe("abcd");
    });

    test("shows unchanged what looks like a mark of Pulumi's", () => {
        for (const text of ["<{%fg 1%}>red", "<{% block x %}>", "<{%", "<<{%{%reset%}>", "<{%reset%}>%}>"]) {
            expect(colorize(engineText(text), "never")).toBe(text);
            expect(colorize(engineErrorText(text), "never")).toBe(text);
        }
    });

    test("of any text leaves nothing but text and marks that Pulumi knows", () => {
        const piece = fc.constantFrom(
            "<",
            "{",
            "%",
            "}",
            ">",
            "<{%",
            "%}>",
            "fg 1",
            `${ESC}[31m`,
            `${ESC}[0m`,
            ESC,
            "\r",
            "x",
            "\n",
        );
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
                for (const text of [engineText(pieces.join("")), engineErrorText(pieces.join(""))]) {
                    expect(text).not.toContain(ESC);
                    expect(colorize(text, "never")).not.toContain(ESC);
                    colorize(text, "always");
                }
            }),
            { numRuns: 3_000 },
        );
    });
});
