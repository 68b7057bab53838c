import { describe, expect, test, vi } from "vitest";
import { makeReceipts } from "../../../provider/process/receipts";
import type { Session, SessionLease } from "../../../provider/session/session";
import { makeFakeClock } from "../../support/fake-clock";
import { finishedRun } from "../../support/finished-run";
import { hostLease } from "../../support/hosts";

/** A lease whose session refuses every channel, and notes that it was asked for one. */
function makeLease() {
    const exec = vi.fn<Session["exec"]>(() => Promise.reject(new Error("no channel")));
    const release = vi.fn();
    const lease: SessionLease = {
        session: { facts: finishedRun().facts, exec },
        hostKey: "",
        terminal: () => Promise.reject(new Error("no terminal")),
        onlyFollows: () => {},
        forward: () => Promise.reject(new Error("no forwarding")),
        release,
    };
    return { lease, exec, release };
}

describe("makeReceipts", () => {
    test("leaves receipts on the host, however long the engine takes to write an answer down", async () => {
        const clock = makeFakeClock();
        const { lease, exec } = makeLease();
        makeReceipts({ clock }).add(finishedRun(), ["a"], async () => hostLease(lease));
        await clock.advance(3_600_000);
        expect(exec).not.toHaveBeenCalled();
        expect(clock.pending()).toBe(0);
    });

    test("takes all receipts of one instance in one go, when it is asked to at the end", async () => {
        const clock = makeFakeClock();
        const { lease, exec, release } = makeLease();
        const receipts = makeReceipts({ clock });
        receipts.add(finishedRun(), ["a"], async () => hostLease(lease));
        receipts.add(finishedRun(), ["b", "c"], async () => hostLease(lease));
        await receipts.acknowledgeAll();
        expect(exec).toHaveBeenCalledTimes(1);
        expect(release).toHaveBeenCalledTimes(1);
        expect(clock.pending()).toBe(0);
    });

    test("connects again to some of very many hosts only, the latest ones, and uses every connection that is still open", async () => {
        const clock = makeFakeClock();
        const receipts = makeReceipts({ clock });
        const asked: number[] = [];
        for (let index = 0; index < 300; index += 1) {
            const finished = finishedRun();
            receipts.add({ ...finished, target: { ...finished.target, instanceId: `i-${index}` } }, ["a"], () => {
                asked.push(index);
                return Promise.reject(new Error("unreachable"));
            });
            await clock.advance(index === 199 ? 61_000 : 1);
        }
        await receipts.acknowledgeAll();
        expect(asked.sort((left, right) => left - right)).toEqual(
            Array.from({ length: 150 }, (_, index) => 150 + index),
        );
    });

    test("does not fail when the host can't be reached", async () => {
        const receipts = makeReceipts({ clock: makeFakeClock() });
        receipts.add(finishedRun(), ["a"], () => Promise.reject(new Error("unreachable")));
        await expect(receipts.acknowledgeAll()).resolves.toBeUndefined();
    });
});
