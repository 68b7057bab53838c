import { describe, expect, it } from "vitest";
import { shareCredentials } from "../../../provider/aws/shared-credentials";
import { makeFakeClock } from "../../support/fake-clock";

describe("shared credentials", () => {
    it("are loaded once for all who ask together, and again shortly before they expire", async () => {
        const clock = makeFakeClock();
        let loads = 0;
        const credentials = shareCredentials(async () => {
            loads += 1;
            return { number: loads, expiration: new Date(clock.now() + 3_600_000) };
        }, clock);
        expect((await Promise.all([credentials(), credentials()])).map(({ number }) => number)).toEqual([1, 1]);
        await clock.advance(3_000_000);
        expect((await credentials()).number).toBe(1);
        await clock.advance(301_000);
        expect((await credentials()).number).toBe(2);
    });

    it("are loaded again if a client insists, and after a failure", async () => {
        let loads = 0;
        const credentials = shareCredentials(
            async (_options?: { forceRefresh?: boolean }): Promise<{ number: number; expiration?: Date }> => {
                loads += 1;
                if (loads === 1) {
                    throw new Error("not yet");
                }
                return { number: loads };
            },
            makeFakeClock(),
        );
        await expect(credentials()).rejects.toThrow("not yet");
        expect((await credentials()).number).toBe(2);
        expect((await credentials()).number).toBe(2);
        expect((await credentials({ forceRefresh: true })).number).toBe(3);
    });
});
