import { expect, test } from "vitest";
import { makeInterrupts } from "../../../provider/dynamic/interrupts";
import { pauseUnlessGivenUp } from "../../../provider/operation/pause";
import { makeFakeClock } from "../../support/fake-clock";

function setUp() {
    const clock = makeFakeClock();
    const interrupts = makeInterrupts();
    const given: string[] = [];
    const pause = (pauseMs: number) =>
        pauseUnlessGivenUp({ clock, whileStoppable: interrupts.during }, pauseMs, async () => void given.push("up"));
    return { clock, interrupts, given, pause };
}

test("a pause comes to its end, also one that is longer than a timer can be", async () => {
    const { clock, given, pause } = setUp();
    const ended = pause(3_000_000_000);
    await clock.advance(2_900_000_000);
    expect(clock.pending()).toBe(1);
    await clock.advance(100_000_000);
    expect([await ended, given]).toEqual([true, []]);
});

test("a pause ends at once when the call is given up, and so does one that begins after that", async () => {
    const { clock, interrupts, given, pause } = setUp();
    const ended = pause(10_000);
    await interrupts.stopAll();
    expect([await ended, given, clock.pending()]).toEqual([false, ["up"], 0]);
    expect(await pause(10_000)).toBe(false);
    expect([given, clock.pending()]).toEqual([["up", "up"], 0]);
});
