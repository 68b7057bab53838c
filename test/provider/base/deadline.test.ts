import { describe, expect, test } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { makeFakeClock } from "../../support/fake-clock";

const late = () => new Error("too late");

describe("makeDeadline", () => {
    test("gives what the work gives when it is in time", async () => {
        const clock = makeFakeClock();
        await expect(makeDeadline(clock, 1_000).race(async () => 7, late)).resolves.toBe(7);
        expect(clock.pending()).toBe(0);
    });

    test("rejects and aborts the work's signal when time runs out first", async () => {
        const clock = makeFakeClock();
        let aborted = false;
        const racing = makeDeadline(clock, 1_000).race(
            (signal) => new Promise(() => signal.addEventListener("abort", () => (aborted = true))),
            late,
        );
        const outcome = expect(racing).rejects.toThrow("too late");
        await clock.advance(999);
        expect(aborted).toBe(false);
        await clock.advance(1);
        await outcome;
        expect(aborted).toBe(true);
    });

    test("keeps the name of the limit that the program set until a nearer one is put within", () => {
        const deadline = makeDeadline(makeFakeClock(), 1_000, "customTimeouts.create");
        expect(deadline.within(2_000).setBy).toBe("customTimeouts.create");
        expect(deadline.extendedBy(500).setBy).toBe("customTimeouts.create");
        expect(deadline.within(999).setBy).toBeUndefined();
        expect(deadline.within(999).within(5_000).setBy).toBeUndefined();
    });

    test("is not moved by a date that somebody sets, forwards or back", () => {
        const clock = makeFakeClock();
        const deadline = makeDeadline(clock, 1_000);
        clock.setDate(86_400_000);
        expect(deadline.remainingMs()).toBe(1_000);
        expect(deadline.within(400).remainingMs()).toBe(400);
        clock.setDate(-2 * 86_400_000);
        expect(deadline.remainingMs()).toBe(1_000);
        expect(deadline.expired()).toBe(false);
    });

    test("starts no work after it has passed", async () => {
        const clock = makeFakeClock();
        const deadline = makeDeadline(clock, 10);
        await clock.advance(10);
        let started = false;
        await expect(
            deadline.race(async () => {
                started = true;
            }, late),
        ).rejects.toThrow("too late");
        expect(started).toBe(false);
    });

    test("is narrowed by within and moved by extendedBy", () => {
        const clock = makeFakeClock();
        const deadline = makeDeadline(clock, 1_000);
        expect(deadline.within(100).remainingMs()).toBe(100);
        expect(deadline.within(5_000).remainingMs()).toBe(1_000);
        expect(deadline.extendedBy(500).remainingMs()).toBe(1_500);
    });

    test("is never moved beyond the one that it was made within", () => {
        const deadline = makeDeadline(makeFakeClock(), 1_000, "the limit");
        const near = deadline.within(100);
        expect(near.extendedBy(300).remainingMs()).toBe(400);
        const last = near.extendedBy(300).extendedBy(5_000);
        expect([last.remainingMs(), last.setBy, last.extendedBy(1).remainingMs()]).toEqual([1_000, "the limit", 1_000]);
        expect(deadline.within(5_000).extendedBy(1).remainingMs()).toBe(1_000);
    });

    test("never fires for a limit that no timer can hold", async () => {
        const clock = makeFakeClock();
        await expect(makeDeadline(clock, Number.POSITIVE_INFINITY).race(async () => "done", late)).resolves.toBe(
            "done",
        );
    });
});
