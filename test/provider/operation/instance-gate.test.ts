import { describe, expect, it } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { type Entry, makeInstanceGate } from "../../../provider/operation/instance-gate";
import { makeFakeClock } from "../../support/fake-clock";

const A = "i-0a";
const B = "i-0b";

function setUp() {
    const clock = makeFakeClock();
    const gate = makeInstanceGate();
    const limit = (ms = 1_000_000) => ({
        deadline: makeDeadline(clock, ms),
        onExpiry: () => new Error("the time is over"),
    });
    const events: string[] = [];
    /** Enters, and notes when it was let in. */
    const enter = async (name: string, ...ids: string[]): Promise<Entry> => {
        const entry = await gate.enter(ids, limit());
        events.push(`${name} in`);
        return entry;
    };
    /** Is alone until `end` is called. */
    const alone = (name: string, entry: Entry, id: string) => {
        let end = () => {};
        const done = entry.alone(id, limit(), async () => {
            events.push(`${name} alone`);
            await new Promise<void>((resolve) => {
                end = resolve;
            });
        });
        return { done, end: () => end() };
    };
    return { clock, gate, limit, events, enter, alone };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("operations on an instance", () => {
    it("are let in beside each other", async () => {
        const { enter, events } = setUp();
        await Promise.all([enter("1", A), enter("2", A), enter("3", B)]);
        expect(events).toEqual(["1 in", "2 in", "3 in"]);
    });

    it("are waited for by a reboot, and those that come later wait for it", async () => {
        const { enter, alone, events } = setUp();
        const [first, second] = [await enter("1", A), await enter("2", A)];
        const reboot = alone("1", first, A);
        const third = enter("3", A);
        await enter("4", B);
        await settle();
        expect(events).toEqual(["1 in", "2 in", "4 in"]);
        second.leave();
        await settle();
        expect(events.slice(3)).toEqual(["1 alone"]);
        reboot.end();
        await reboot.done;
        await third;
        expect(events.slice(4)).toEqual(["3 in"]);
    });

    it("that want to be alone do so one after the other, and none waits for another's", async () => {
        const { enter, alone, events } = setUp();
        const [first, second] = [await enter("1", A), await enter("2", A)];
        const one = alone("1", first, A);
        const two = alone("2", second, A);
        await settle();
        expect(events.slice(2)).toEqual(["1 alone"]);
        one.end();
        await one.done;
        first.leave();
        await settle();
        expect(events.slice(3)).toEqual(["2 alone"]);
        two.end();
        await two.done;
    });

    it("through a jump host keep that from being rebooted, and never wait for each other in a circle", async () => {
        const { enter, alone, events } = setUp();
        const [through, on] = [await enter("through B", A, B), await enter("on B", B)];
        const ofB = alone("on B", on, B);
        const ofA = alone("through B", through, A);
        const later = enter("later", A, B);
        await settle();
        // Who waits to be alone on A is away from B, so B is free to be rebooted first.
        expect(events.slice(2)).toEqual(["on B alone"]);
        ofB.end();
        await ofB.done;
        on.leave();
        await settle();
        expect(events.slice(3)).toEqual(["through B alone"]);
        ofA.end();
        await ofA.done;
        await later;
    });

    it("that were not let in by their deadline are no longer waited for", async () => {
        const { clock, gate, limit, enter, alone, events } = setUp();
        const [first, second] = [await enter("1", A), await enter("2", A)];
        const late = first.alone(A, limit(1_000), async () => {}).catch((error: Error) => error.message);
        const third = enter("3", A);
        const fourth = gate.enter([A], limit(500)).catch((error: Error) => error.message);
        await clock.advance(500);
        expect(await fourth).toBe("the time is over");
        await clock.advance(500);
        expect(await late).toBe("the time is over");
        await third;
        expect(events).toEqual(["1 in", "2 in", "3 in"]);
        second.leave();
        const again = alone("third", await third, A);
        await settle();
        expect(events.at(-1)).toBe("third alone");
        again.end();
        await again.done;
    });

    it("are let in again after a reboot that failed", async () => {
        const { limit, enter, events } = setUp();
        const first = await enter("1", A);
        const failed = first.alone(A, limit(), () => Promise.reject(new Error("refused")));
        const second = enter("2", A);
        await expect(failed).rejects.toThrow("refused");
        await second;
        expect(events).toEqual(["1 in", "2 in"]);
    });
});
