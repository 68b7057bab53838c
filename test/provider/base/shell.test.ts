import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { quoteForShell } from "../../../provider/base/shell";
import fc from "../../support/property";

describe("quoteForShell", () => {
    test("gives one word that the shell reads back byte for byte", () => {
        fc.assert(
            fc.property(
                fc.array(
                    fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
                    { maxLength: 20 },
                ),
                (values) => {
                    const script = `printf '%s\\0' ${values.map(quoteForShell).join(" ")}`;
                    const printed = values.length === 0 ? "" : execFileSync("/bin/sh", ["-c", script]).toString();
                    return printed === values.map((value) => `${Buffer.from(value)}\0`).join("");
                },
            ),
            { numRuns: 50 },
        );
    });

    test("refuses NUL, which no shell word can hold", () => {
        expect(() => quoteForShell("a\0b")).toThrow(RangeError);
    });
});
