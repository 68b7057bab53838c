import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { makeZipper, type Zipper } from "../../../../provider/files/send/zipper";
import { makeFakeClock } from "../../../support/fake-clock";

const MIB = 1024 * 1024;
const text = Buffer.alloc(MIB, "lines that are much the same\n");
const near = { isLong: false, channels: 1 };

/** A zipper that has seen so many bytes go, each MiB in so many milliseconds. */
async function afterSending(mebibytes: number, msForEach: number, isLong = false): Promise<Zipper> {
    const clock = makeFakeClock();
    const zipper = makeZipper(() => true, { isLong, channels: 1 }, clock);
    for (let count = 0; count < mebibytes; count += 1) {
        zipper.sent(MIB);
        await clock.advance(msForEach);
    }
    return zipper;
}

describe("compression", () => {
    it("makes text smaller on a slow link", async () => {
        const zipped = await (await afterSending(6, 400)).zip(text);
        expect(zipped?.length).toBeLessThan(text.length / 10);
        expect(zipped && gunzipSync(zipped).equals(text)).toBe(true);
    });

    it("leaves alone what would hardly become smaller", async () => {
        const zipper = await afterSending(6, 400);
        expect(await zipper.zip(randomBytes(MIB))).toBeUndefined();
        // A sample of text does not make the rest text.
        const mixed = randomBytes(MIB);
        text.copy(mixed, MIB / 2 - 20_000, 0, 40_000);
        expect(await zipper.zip(mixed)).toBeUndefined();
    });

    it("is not wanted on a quick link, nor on a near one whose rate is not known yet", async () => {
        expect((await afterSending(6, 10)).wants()).toBe(false);
        expect((await afterSending(2, 400)).wants()).toBe(false);
    });

    it("is wanted on a long link until its rate is known, and after that if it is slow", async () => {
        expect((await afterSending(0, 400, true)).wants()).toBe(true);
        expect((await afterSending(6, 400, true)).wants()).toBe(true);
        expect((await afterSending(6, 10, true)).wants()).toBe(false);
    });

    it("is never used if the host has no gzip", async () => {
        const zipper = makeZipper(() => false, { ...near, isLong: true }, makeFakeClock());
        expect(zipper.wants()).toBe(false);
        expect(await zipper.zip(text)).toBeUndefined();
    });
});
