import { describe, expect, test } from "vitest";
import { firstCharacters, lastCharacters } from "../../../provider/base/cut-text";
import { MASK, makeMasking, makeRedact } from "../../../provider/base/redaction";
import fc from "../../support/property";

/** All parts of so many characters. */
function partsOf(text: string, length: number): string[] {
    return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
}

/** Whether a part comes about by chance where a secret meets the text around it. */
function joins(before: string, secret: string, after: string, part: string): boolean {
    const around = `${before}${secret}${after}`.replaceAll("\n", "");
    return around.split(part).length - 1 > secret.split(part).length - 1;
}

/** Whether a character belongs to any of the secrets. */
function isHiddenAt(text: string, at: number, secrets: readonly string[]): boolean {
    return secrets.some((secret) =>
        [...secret].some((_, within) => within <= at && text.startsWith(secret, at - within)),
    );
}

describe("makeRedact", () => {
    test("masks a value wherever it occurs", () => {
        const redact = makeRedact(["hunter2secret"]);
        expect(redact("login hunter2secret ok, again:hunter2secret")).toBe(`login ${MASK} ok, again:${MASK}`);
    });

    test("masks each line of a value with several lines", () => {
        const redact = makeRedact(["first-line\nsecond-line\r\nthird-line"]);
        expect(redact("x second-line y")).toBe(`x ${MASK} y`);
        expect(redact("third-line")).toBe(MASK);
    });

    test("leaves values of fewer than 6 characters alone", () => {
        expect(makeRedact(["abcde"])("abcde")).toBe("abcde");
        expect(makeRedact(["abcdef"])("abcdef")).toBe(MASK);
    });

    test("masks the longer of two values that begin alike", () => {
        expect(makeRedact(["secret", "secret-and-more"])("secret-and-more")).toBe(MASK);
    });

    test("takes characters of patterns for what they are", () => {
        expect(makeRedact(["a.*+?^$()|[]\\b"])("x a.*+?^$()|[]\\b y")).toBe(`x ${MASK} y`);
    });

    test("masks a secret of any size: no pattern is too large", () => {
        const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index} ${"x".repeat(70)}`);
        const redact = makeRedact([lines.join("\n"), "y".repeat(300_000)]);
        expect(redact(`before ${lines[1234]} ${"y".repeat(300_000)} after`)).toBe(`before ${MASK} ${MASK} after`);
    });

    test("masks any line of a value with more of them than a call has arguments", () => {
        const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index} of a dump`);
        const { redact, unfinished } = makeMasking([lines.join("\n")]);
        expect(redact("ERROR at: line 77 of a dump, line 199999 of a dump!")).toBe(`ERROR at: ${MASK}, ${MASK}!`);
        expect(redact("line 200000 of a dump")).toBe("line 200000 of a dump");
        expect(redact("77 of a dump ... line 1234", { atStart: true, atEnd: true })).toBe(`${MASK} ... ${MASK}`);
        expect(unfinished("ERROR at: line 123")).toBe(8);
    });

    test("masks the same in a value of many lines as in a few, whatever begins what", () => {
        const letters = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 6, maxLength: 12 });
        const lines = fc.uniqueArray(letters, { minLength: 1, maxLength: 30 });
        const others = Array.from({ length: 100 }, (_, index) => `other line ${index}`);
        fc.assert(
            fc.property(lines, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 80 }), (few, text) => {
                const isMasked = (secrets: readonly string[]) => makeRedact(secrets)(text).includes(MASK);
                expect(isMasked([...few, ...others])).toBe(few.some((line) => text.includes(line)));
                const covered = [...text].map((_, at) => isHiddenAt(text, at, few));
                const left = makeRedact([...few, ...others])(text).replaceAll(MASK, "");
                expect(left).toBe([...text].filter((_, at) => !covered[at]).join(""));
            }),
        );
    });

    test("does not take its own mask for a secret", () => {
        expect(makeRedact(["secret", "another-value"])("another-value and secret")).toBe(`${MASK} and ${MASK}`);
    });

    test("masks half a secret at the place where a text was cut, and only there", () => {
        const redact = makeRedact(["s3cr3t-value-123"]);
        expect(redact("token=s3cr3t-va", { atEnd: true })).toBe(`token=${MASK}`);
        expect(redact("lue-123 end", { atStart: true })).toBe(`${MASK} end`);
        expect(redact("installing s3cr")).toBe("installing s3cr");
    });

    test("finds a secret whatever breaks its lines, and whatever commands to the terminal stand within it", () => {
        const redact = makeRedact(["ab1\r\ncd2\r\nef3", "hunter2-secret"]);
        for (const text of [
            "ab1\ncd2\nef3",
            "ab1\r\ncd2\r\nef3",
            "ab1cd2ef3",
            "hunter\n2-secret",
            "hunter\r2-secret",
        ]) {
            expect(redact(`x ${text} y`)).toBe(`x ${MASK} y`);
        }
        expect(redact("x hun\u001b[0;31mter2\u001b]0;title\u0007-sec\u001b[0mret y")).toBe(
            `x ${MASK}\u001b[0;31m\u001b[0m y`,
        );
    });

    test("finds a value with commands in it as a terminal shows it", () => {
        expect(makeRedact(["\u001b[1mhuntxy\b\ber2\u001b[0m"])("is hunter2.")).toBe(`is ${MASK}.`);
    });

    test("finds occurrences that overlap, also of a text that repeats itself", () => {
        expect(makeRedact(["abcabcabc"])("xabcabcabcabcabx")).toBe(`x${MASK}x`);
        expect(makeRedact(["secret-s-of-s"])("secret-s-of-secret-s-of-s")).toBe(MASK);
        expect(makeRedact(["y".repeat(300_000)])(`x${"y".repeat(599_999)}x`)).toBe(`x${MASK}x`);
    });

    test("masks what follows the beginning of a secret that was shown before", () => {
        const redact = makeRedact(["hunter2-secret"]);
        expect(redact("er2-secret, er2-secret", { after: "the hunt" })).toBe(`${MASK}, er2-secret`);
    });

    test("does not mask a mask", () => {
        expect(makeRedact(["secret"])("a [secret] b")).toBe("a [secret] b");
    });

    test("no half of a secret survives on either side of any cut", () => {
        const word = fc.string({ unit: fc.constantFrom(..."abcd-\n"), maxLength: 30 });
        const secret = fc.string({ unit: fc.constantFrom(..."abcd1234\n"), minLength: 6, maxLength: 40 });
        fc.assert(
            fc.property(word, secret, word, fc.nat(100), (before, value, after, at) => {
                const text = before + value + after;
                const place = at % (text.length + 1);
                const redact = makeRedact([value]);
                const halves = [
                    redact(text.slice(0, place), { atEnd: true }),
                    redact(text.slice(place), { atStart: true }),
                ];
                const plain = value.replaceAll("\n", "");
                fc.pre(plain.length >= 6);
                const found = partsOf(plain, 6).filter((part) =>
                    halves.some((half) => half.replaceAll("\n", "").includes(part)),
                );
                // What stands elsewhere in the text as a part of a secret is no secret.
                const rest = `${before}|${after}`.replaceAll("\n", "");
                expect(found.filter((part) => !rest.includes(part) && !joins(before, plain, after, part))).toEqual([]);
            }),
            { numRuns: 2_000 },
        );
    });

    test("says how much of the end of a text must wait", () => {
        const { unfinished } = makeMasking(["hunter2-secret", "line one\nline two"]);
        expect(unfinished("Go on? [y/h")).toBe(1);
        expect(unfinished("the hunter2-\u001b[1msecre")).toBe("hunter2-\u001b[1msecre".length);
        expect(unfinished("line one\n")).toBe("line one\n".length);
        expect(unfinished("hunter2-secret")).toBe(0);
    });

    test("a masked text is cut at no mask, style or half of a character", () => {
        const text = `\u{1f600}${MASK}\u001b[31mred\u001b[0m`;
        for (let limit = 0; limit <= text.length; limit += 1) {
            const [first, last] = [firstCharacters(text, limit), lastCharacters(text, limit)];
            expect(text.startsWith(first) && text.endsWith(last)).toBe(true);
            expect(first.replaceAll("\u001b", "^")).toMatch(
                /^(|\u{1f600}(|\[secret\](|\^\[31m(|r|re|red(|\^\[0m)))))$/u,
            );
        }
    });

    test("no text of any secret survives, whatever is around it", () => {
        fc.assert(
            fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
                const masked = makeRedact([secret])(before + secret + after);
                return !masked.includes(secret) || MASK.includes(secret) || (before + MASK + after).includes(secret);
            }),
        );
    });
});
