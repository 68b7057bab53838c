import { expect, test } from "vitest";
import { pauseUnlessGivenUp } from "../../../provider/operation/pause";
import { makeInterrupts } from "../../../provider/process/interrupts";
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
    expect([await ended, given]).toEqual([undefined, []]);
});

test("nothing follows a pause in which the call is given up, nor one that begins after that", async () => {
    const { clock, interrupts, given, pause } = setUp();
    const followed: string[] = [];
    void pause(10_000).then(() => followed.push("first"));
    await interrupts.stopAll();
    expect([given, clock.pending()]).toEqual([["up"], 0]);
    void pause(10_000).then(() => followed.push("second"));
    await clock.advance(60_000);
    expect([given, clock.pending(), followed]).toEqual([["up", "up"], 0, []]);
});
