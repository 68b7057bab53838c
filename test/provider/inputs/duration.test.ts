import { describe, expect, it } from "vitest";
import { parseDuration } from "../../../provider/inputs/duration";
import fc from "../../support/property";

describe("a duration", () => {
    it.each([
        ["90s", 90_000],
        ["5m", 300_000],
        ["1h30m", 5_400_000],
        ["500ms", 500],
        ["1.5s", 1_500],
        [".5m", 30_000],
        ["1.h", 3_600_000],
        ["+2s", 2_000],
        ["2m1h", 3_720_000],
        ["1500us", 2],
        ["1ns", 1],
        ["1µs", 1],
    ])("%s is as long as Go says", (text, milliseconds) => {
        expect(parseDuration(text)).toBe(milliseconds);
    });

    it.each([
        "",
        "0",
        "0s",
        "-5m",
        "90",
        "5 m",
        "5min",
        "5M",
        "m",
        "1h,30m",
        "1h 30m",
        "1e3s",
        "Infinity",
        "1h-30m",
        ".",
    ])("%j is none", (text) => {
        expect(parseDuration(text)).toBeUndefined();
    });

    it("is none when Go could not hold it", () => {
        expect(parseDuration("2562047h")).toBe(2_562_047 * 3_600_000);
        expect(parseDuration("2562048h")).toBeUndefined();
        expect(parseDuration(`${"9".repeat(400)}h`)).toBeUndefined();
    });

    it("is the sum of its parts", () => {
        const part = fc.integer({ min: 0, max: 10_000 });
        fc.assert(
            fc.property(part, part, part, part, (hours, minutes, seconds, milliseconds) => {
                const total = hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + milliseconds;
                const text = `${hours}h${minutes}m${seconds}s${milliseconds}ms`;
                expect(parseDuration(text)).toBe(total === 0 ? undefined : total);
            }),
        );
    });

    it("is undefined or a whole number of milliseconds above 0, for any text", () => {
        fc.assert(
            fc.property(
                fc.oneof(fc.string(), fc.stringMatching(/^[+-]?([0-9.]{0,4}(ns|us|ms|s|m|h)){1,3}$/)),
                (text) => {
                    const parsed = parseDuration(text);
                    expect(parsed === undefined || (Number.isSafeInteger(parsed) && parsed >= 1)).toBe(true);
                },
            ),
        );
    });
});
