import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { printCommandLine } from "../../cli/quoting";
import { parseAnyTarget } from "../../cli/target";
import { UsageError } from "../../cli/usage-error";
import { quoteForShell } from "../../provider/base/shell";
import { parseDuration } from "../../provider/inputs";
import { parseSize } from "../../provider/inputs/size";
import { CREATED_PATH } from "../../provider/inputs/text-rules";
import fc from "../support/property";

const HOSTILE = [
    "'",
    '"',
    "$",
    "`",
    "\\",
    "\n",
    " ",
    "!",
    "*",
    "~",
    ";",
    "&",
    "|",
    "<",
    ">",
    "(",
    ")",
    "{",
    "}",
    "#",
    "%",
    "=",
    "-",
    "é",
    "\u0007",
    "a",
];
const hostile = fc.string({ unit: fc.constantFrom(...HOSTILE), maxLength: 12 });

describe("a quoted word", () => {
    test.each([
        ["for a host", quoteForShell],
        ["for a person", (word: string) => printCommandLine([word])],
    ])("%s is read back byte for byte", (_, quote) => {
        fc.assert(
            fc.property(fc.array(hostile, { minLength: 100, maxLength: 100 }), (words) => {
                const printed = execFileSync("/bin/sh", [
                    "-c",
                    `printf '%s\\0' ${words.map(quote).join(" ")}`,
                ]).toString();
                expect(printed.split("\0").slice(0, -1)).toEqual(words);
            }),
            { numRuns: 60 },
        );
    });
});

test("durations and sizes are whole numbers above 0, or nothing", () => {
    const text = fc.oneof(fc.string({ maxLength: 12 }), fc.stringMatching(/^[-+0-9.eEhmsunKMGiB]{1,12}$/));
    fc.assert(
        fc.property(text, (given) => {
            for (const parsed of [parseDuration(given), parseSize(given)]) {
                expect(parsed === undefined || (Number.isFinite(parsed) && parsed > 0)).toBe(true);
            }
        }),
        { numRuns: 15_000 },
    );
});

test("a remote path that is accepted is absolute, whole and no way up", () => {
    const path = fc.array(fc.constantFrom("/", "..", ".", "a", "b c", "\0", "\n", "~", "é", "//"), { maxLength: 8 });
    fc.assert(
        fc.property(path, (parts) => {
            const given = parts.join("");
            if (CREATED_PATH.accepts(given)) {
                expect(given.startsWith("/")).toBe(true);
                expect(given).not.toContain("\0");
            }
        }),
        { numRuns: 8_000 },
    );
});

test("whom a command line names is an ID, a tag, or an error for people", () => {
    const text = fc.oneof(fc.string({ maxLength: 20 }), fc.stringMatching(/^[a-z@:=i0-9-]{0,20}$/));
    fc.assert(
        fc.property(text, (given) => {
            try {
                const target = parseAnyTarget(given);
                expect("tag" in target || /^i-[a-f0-9]{8,}$/.test(target.instanceId)).toBe(true);
            } catch (error) {
                expect(error).toBeInstanceOf(UsageError);
            }
        }),
        { numRuns: 8_000 },
    );
});
