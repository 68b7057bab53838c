import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MASK, makeRedact } from "../../../provider/base/redaction";

describe("makeRedact", () => {
    test("masks a value wherever it stands", () => {
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

    test("does not take its own mask for a secret", () => {
        expect(makeRedact(["secret", "another-value"])("another-value and secret")).toBe(`${MASK} and ${MASK}`);
    });

    test("masks half a secret where a text was cut, and there only", () => {
        const redact = makeRedact(["s3cr3t-value-123"]);
        expect(redact("token=s3cr3t-va", { atEnd: true })).toBe(`token=${MASK}`);
        expect(redact("lue-123 end", { atStart: true })).toBe(`${MASK} end`);
        expect(redact("installing s3cr")).toBe("installing s3cr");
    });

    test("no text of any secret survives, whatever stands around it", () => {
        fc.assert(
            fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
                const masked = makeRedact([secret])(before + secret + after);
                return !masked.includes(secret) || MASK.includes(secret) || (before + MASK + after).includes(secret);
            }),
        );
    });
});
