import { describe, expect, test, vi } from "vitest";
import { makeReceipts } from "../../provider/receipts";
import type { Session, SessionLease } from "../../provider/session/session";
import { makeFakeClock } from "../support/fake-clock";
import { finishedRun } from "../support/finished-run";

/** A lease whose session refuses every channel, and notes that it was asked for one. */
function makeLease() {
    const exec = vi.fn<Session["exec"]>(() => Promise.reject(new Error("no channel")));
    const release = vi.fn();
    const lease: SessionLease = { session: { facts: finishedRun().facts, exec }, release };
    return { lease, exec, release };
}

describe("makeReceipts", () => {
    test("leaves receipts on the host until the engine has outlived the answer by 5 s", async () => {
        const clock = makeFakeClock();
        const { lease, exec } = makeLease();
        makeReceipts({ clock }).add(finishedRun(), ["a"], async () => lease);
        await clock.advance(4_900);
        expect(exec).not.toHaveBeenCalled();
        await clock.advance(100);
        expect(exec).toHaveBeenCalledTimes(1);
    });

    test("takes all receipts of one instance in one go, when it is asked to at the end", async () => {
        const clock = makeFakeClock();
        const { lease, exec, release } = makeLease();
        const receipts = makeReceipts({ clock });
        receipts.add(finishedRun(), ["a"], async () => lease);
        receipts.add(finishedRun(), ["b", "c"], async () => lease);
        await receipts.acknowledgeAll();
        expect(exec).toHaveBeenCalledTimes(1);
        expect(release).toHaveBeenCalledTimes(1);
        expect(clock.pending()).toBe(0);
    });

    test("tries those once more that the host did not confirm", async () => {
        const clock = makeFakeClock();
        const { lease, exec } = makeLease();
        const receipts = makeReceipts({ clock });
        receipts.add(finishedRun(), ["a"], async () => lease);
        await clock.advance(5_000);
        await receipts.acknowledgeAll();
        expect(exec).toHaveBeenCalledTimes(2);
    });

    test("does not fail when the host can't be reached", async () => {
        const receipts = makeReceipts({ clock: makeFakeClock() });
        receipts.add(finishedRun(), ["a"], () => Promise.reject(new Error("unreachable")));
        await expect(receipts.acknowledgeAll()).resolves.toBeUndefined();
    });
});
