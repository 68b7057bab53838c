import { describe, expect, test } from "vitest";
import { cutMiddle, roomForOutput } from "../../../provider/state/failure-size";
import fc from "../../support/property";

describe("cutMiddle", () => {
    test("leaves a text alone that fits", () => {
        expect(cutMiddle("short", 5)).toBe("short");
    });

    test("keeps beginning and end, counts what it left out, and cuts no character in two", () => {
        expect(cutMiddle("aaaaaXXXXXXXXXXbbbbb", 10)).toBe("aaaaa\n[... 10 bytes left out ...]\nbbbbb");
        fc.assert(
            fc.property(
                fc.string({ unit: "grapheme", minLength: 40 }),
                fc.integer({ min: 8, max: 30 }),
                (text, limit) => {
                    const cut = cutMiddle(text, limit);
                    expect(cut).not.toContain("\ufffd");
                    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(
                        Math.max(limit + 50, 0) || Buffer.byteLength(text),
                    );
                },
            ),
        );
    });
});

describe("roomForOutput", () => {
    test("is what the arguments leave of the engine's limit", () => {
        expect(roomForOutput({})).toBeGreaterThan(10 * 1024 * 1024);
        expect(roomForOutput({ stdin: "x".repeat(20 * 1024 * 1024) })).toBe(0);
    });
});
