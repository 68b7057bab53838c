import { describe, expect, it } from "vitest";
import { silentLog } from "../../../provider/base/log";
import { makeProgress } from "../../../provider/files/progress";
import { makeFakeClock } from "../../support/fake-clock";

describe("progress of a transfer", () => {
    it("is told from its third second on, once a second: bytes, rate and time left", async () => {
        const clock = makeFakeClock();
        const told: string[] = [];
        const { onBytes } = makeProgress(100 * 1024 * 1024, clock, { ...silentLog, status: (text) => told.push(text) });
        for (let count = 0; count < 8; count += 1) {
            await clock.advance(500);
            onBytes(5 * 1024 * 1024);
        }
        expect(told).toEqual([
            "Sending files: 20.0 MiB of 100.0 MiB, 10.0 MiB/s, 8 s left",
            "Sending files: 30.0 MiB of 100.0 MiB, 10.0 MiB/s, 7 s left",
            "Sending files: 40.0 MiB of 100.0 MiB, 10.0 MiB/s, 6 s left",
        ]);
    });
});
