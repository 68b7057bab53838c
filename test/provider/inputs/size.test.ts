import { describe, expect, it } from "vitest";
import { parseSize } from "../../../provider/inputs/size";
import fc from "../../support/property";

describe("a size", () => {
    it.each([
        ["1B", 1],
        ["64KiB", 65_536],
        ["1MiB", 1_048_576],
        ["1.5MiB", 1_572_864],
        ["4MiB", 4_194_304],
        ["1GiB", 1_073_741_824],
    ])("%s has that many bytes", (text, byteCount) => {
        expect(parseSize(text)).toBe(byteCount);
    });

    it.each(["", "0KiB", "0.5B", "64", "64 KiB", "64kib", "64KB", "64K", "-1KiB", "1e3B", ".5MiB", "1MiB1B"])(
        "%j is none",
        (text) => {
            expect(parseSize(text)).toBeUndefined();
        },
    );

    it("is the same in each unit", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100_000 }), (count) => {
                expect(parseSize(`${count}KiB`)).toBe(parseSize(`${count * 1024}B`));
                expect(parseSize(`${count}MiB`)).toBe(parseSize(`${count * 1024}KiB`));
            }),
        );
    });

    it("is undefined or a whole number of bytes above 0, for any text", () => {
        fc.assert(
            fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{1,20}(B|KiB|MiB|GiB)$/)), (text) => {
                const parsed = parseSize(text);
                expect(parsed === undefined || (Number.isSafeInteger(parsed) && parsed >= 1)).toBe(true);
            }),
        );
    });
});
