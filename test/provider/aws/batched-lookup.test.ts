import { describe, expect, it } from "vitest";
import type { InstanceFacts } from "../../../provider/aws";
import { makeBatchedLookup } from "../../../provider/aws/batched-lookup";
import { makeRateLimit } from "../../../provider/aws/rate-limit";
import type { Clock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import type { ErrorCode } from "../../../provider/base/error-codes";
import { makeFakeClock } from "../../support/fake-clock";
import { makeSeededRandom } from "../../support/seeded-random";
import { failureOf, INSTANCE } from "./fake-aws";

function failed(code: ErrorCode) {
    return new ProviderError({
        code,
        summary: "No.",
        commandRan: "did-not-run",
        retryable: true,
    });
}

type Answers = (ids: readonly string[], clock: Clock) => Promise<ReadonlyMap<string, InstanceFacts>>;

const everyOne: Answers = async (ids) => new Map(ids.map((id) => [id, { ...INSTANCE, instanceId: id }]));

/** Calls that take so long. */
const slowBy =
    (delayMs: number): Answers =>
    async (ids, clock) => {
        await clock.sleep(delayMs);
        return everyOne(ids, clock);
    };

function makeLookup(answer: Answers = everyOne, changes: { waitsForCompany?: boolean; underWay?: () => number } = {}) {
    const clock = makeFakeClock();
    const calls: string[][] = [];
    const lookUp = makeBatchedLookup({
        load: (ids) => {
            calls.push([...ids]);
            return answer(ids, clock);
        },
        mayAsk: makeRateLimit(clock, 10, 5),
        clock,
        freshMs: 1_000,
        ...changes,
    });
    const ask = (id: string, limitMs = 60_000, age: "recent" | "now" = "recent") => {
        const found = lookUp(id, { deadline: makeDeadline(clock, limitMs), age }, () => failed("AWS_ERROR"));
        found.catch(() => {});
        return found;
    };
    return { clock, calls, ask };
}

describe("a lookup in batches", () => {
    it("gathers what is asked together into one call, and gives each its own answer", async () => {
        const { clock, calls, ask } = makeLookup();
        const asked = ["i-1", "i-2", "i-1", "i-3"].map((id) => ask(id));
        await clock.advance(10);
        expect((await Promise.all(asked)).map((facts) => facts?.instanceId)).toEqual(["i-1", "i-2", "i-1", "i-3"]);
        expect(calls).toEqual([["i-1", "i-2", "i-3"]]);
    });

    it("asks for at most 100 ids a call", async () => {
        const { clock, calls, ask } = makeLookup();
        const asked = Array.from({ length: 250 }, (_, index) => ask(`i-${index}`));
        await clock.advance(10);
        await Promise.all(asked);
        expect(calls.map((ids) => ids.length)).toEqual([100, 100, 50]);
    });

    it("shares the calls that the rate allows among many who poll at different moments", async () => {
        const { clock, calls, ask } = makeLookup();
        const asked: Promise<unknown>[] = [];
        for (let index = 0; index < 100; index += 1) {
            asked.push(ask(`i-${index}`));
            await clock.advance(20);
        }
        await clock.advance(1_000);
        await Promise.all(asked);
        expect(calls.length).toBeLessThanOrEqual(10 + 3 * 5);
        expect(calls.flat()).toHaveLength(100);
    });

    it("makes few calls for resources that arrive shortly after each other, and keeps every wait short", async () => {
        const { clock, calls, ask } = makeLookup(slowBy(5));
        const waits: Promise<number>[] = [];
        for (let index = 0; index < 40; index += 1) {
            const askedAt = clock.monotonicMs();
            waits.push(ask(`i-${index}`).then(() => clock.monotonicMs() - askedAt));
            await clock.advance(25);
        }
        await clock.advance(1_000);
        const waitsMs = await Promise.all(waits);
        // The calls are 300 ms apart. Only the last ones wait longer, for others that don't come.
        expect(Math.max(...waitsMs.slice(0, -10))).toBeLessThanOrEqual(330);
        expect(Math.max(...waitsMs)).toBeLessThanOrEqual(1_050);
        expect(calls.flat()).toHaveLength(40);
        expect(calls.length).toBeLessThanOrEqual(10);
    });

    it.each([
        [300, 100],
        [400, 400],
        [1_500, 1_000],
    ])(
        "makes few calls for an engine that works on eight resources at a time, of %i ms and up to %i more",
        async (least, more) => {
            const engine = { working: 0 };
            const { clock, calls, ask } = makeLookup(slowBy(5), { underWay: () => engine.working });
            const random = makeSeededRandom(1);
            let started = 0;
            const workOn = async (): Promise<void> => {
                engine.working += 1;
                while (started < 80) {
                    started += 1;
                    await ask(`i-${started}`);
                    await clock.sleep(least + random() * more);
                }
                engine.working -= 1;
            };
            const workers = Array.from({ length: 8 }, workOn);
            await clock.advance(120_000);
            await Promise.all(workers);
            expect(calls.flat()).toHaveLength(80);
            expect(calls.length).toBeLessThanOrEqual(20);
        },
    );

    it("does not keep one waiting for operations that are busy with long scripts", async () => {
        const { clock, calls, ask } = makeLookup(everyOne, { underWay: () => 8 });
        for (let index = 0; index < 12; index += 1) {
            const before = calls.length;
            const asked = ask(`i-${index}`);
            await clock.advance(index < 8 ? 1_000 : 10);
            await asked;
            expect(calls.length).toBe(before + 1);
            await clock.advance(2_000);
        }
    });

    it("does not keep one waiting who works alone, however quick its resources are", async () => {
        const { clock, calls, ask } = makeLookup(everyOne, { underWay: () => 1 });
        for (let index = 0; index < 8; index += 1) {
            const asked = ask(`i-${index}`);
            await clock.advance(10);
            await asked;
            await clock.advance(300);
        }
        expect(calls.length).toBe(8);
    });

    it("does not wait if everybody who asked has been served by one answer", async () => {
        const { clock, calls, ask } = makeLookup(everyOne, { waitsForCompany: false });
        for (let index = 0; index < 5; index += 1) {
            const asked = [ask(`${index}-a`), ask(`${index}-b`)];
            await clock.advance(0);
            await Promise.all(asked);
        }
        expect(calls.map((ids) => ids.length)).toEqual([2, 2, 2, 2, 2]);
    });

    it("does not keep the first lookups of a quiet process waiting", async () => {
        const { clock, calls, ask } = makeLookup();
        for (const pauseMs of [0, 400, 5_000]) {
            await clock.advance(pauseMs);
            const before = calls.length;
            const asked = ask(`i-${pauseMs}`);
            await clock.advance(10);
            await asked;
            expect(calls.length).toBe(before + 1);
        }
    });

    it("has one call under way, and later requests share the next", async () => {
        const { clock, calls, ask } = makeLookup(slowBy(2_000));
        const asked: Promise<unknown>[] = [];
        for (let index = 0; index < 60; index += 1) {
            asked.push(ask(`i-${index}`));
            await clock.advance(25);
        }
        expect(calls).toEqual([["i-0"]]);
        await clock.advance(4_000);
        await Promise.all(asked);
        expect(calls.map((ids) => ids.length)).toEqual([1, 59]);
    });

    it("lets a full call go beside the one under way", async () => {
        const { clock, calls, ask } = makeLookup(slowBy(2_000));
        ask("i-first");
        await clock.advance(10);
        for (let index = 0; index < 130; index += 1) {
            ask(`i-${index}`);
        }
        await clock.advance(10);
        expect(calls.map((ids) => ids.length)).toEqual([1, 100]);
        await clock.advance(4_000);
        expect(calls.map((ids) => ids.length)).toEqual([1, 100, 30]);
    });

    it("waits no longer than some seconds for a call that does not end", async () => {
        let isFirst = true;
        const { clock, ask } = makeLookup((ids) => {
            const hangs = isFirst;
            isFirst = false;
            return hangs ? new Promise(() => {}) : everyOne(ids, clock);
        });
        ask("i-hangs");
        await clock.advance(10);
        const other = ask("i-1");
        await clock.advance(5_000);
        expect((await other)?.instanceId).toBe("i-1");
    });

    it("answers a request for the current state with a call that begins later, even while one waits for its turn", async () => {
        const { clock, calls, ask } = makeLookup(slowBy(1_000));
        ask("i-1");
        await clock.advance(10);
        const waiting = ask("i-2");
        const now = [ask("i-1", 60_000, "now"), ask("i-2", 60_000, "now")];
        await clock.advance(3_000);
        await Promise.all([waiting, ...now]);
        expect(calls).toEqual([["i-1"], ["i-2", "i-1"]]);
    });

    it("asks again for those who want the current state, in one call for all of them", async () => {
        const { clock, calls, ask } = makeLookup();
        const first = ask("i-1");
        await clock.advance(10);
        await first;
        const later = [ask("i-1", 60_000, "now"), ask("i-1", 60_000, "now"), ask("i-1")];
        await clock.advance(200);
        await Promise.all(later);
        expect(calls).toEqual([["i-1"], ["i-1"]]);
    });

    it("reuses an answer for a second, then asks again", async () => {
        const { clock, calls, ask } = makeLookup();
        const first = ask("i-1");
        await clock.advance(10);
        await first;
        await clock.advance(900);
        await ask("i-1");
        expect(calls).toHaveLength(1);
        await clock.advance(200);
        const again = ask("i-1");
        await clock.advance(10);
        await again;
        expect(calls).toHaveLength(2);
    });

    it("answers undefined for an unknown ID, and the others as usual", async () => {
        const { clock, ask } = makeLookup(async () => new Map([["i-1", INSTANCE]]));
        const [known, unknown] = [ask("i-1"), ask("i-bad")];
        await clock.advance(10);
        expect(await known).toBe(INSTANCE);
        expect(await unknown).toBeUndefined();
    });

    it("does not remember a failure", async () => {
        let fails = true;
        const { clock, ask } = makeLookup(async () => {
            if (fails) {
                throw failed("AWS_THROTTLED");
            }
            return new Map([["i-1", INSTANCE]]);
        });
        const first = ask("i-1");
        await clock.advance(10);
        expect((await failureOf(first)).code).toBe("AWS_THROTTLED");
        fails = false;
        const second = ask("i-1");
        await clock.advance(10);
        expect(await second).toBe(INSTANCE);
    });

    it("keeps each waiter to its own deadline", async () => {
        const { clock, ask } = makeLookup(() => new Promise(() => {}));
        const [short, long] = [ask("i-1", 1_000), ask("i-1", 5_000)];
        await clock.advance(1_000);
        expect((await failureOf(short)).code).toBe("AWS_ERROR");
        await clock.advance(4_000);
        expect((await failureOf(long)).code).toBe("AWS_ERROR");
    });

    it("asks again for one who joined a call that had less time", async () => {
        let calls = 0;
        const { clock, ask } = makeLookup(() => {
            calls += 1;
            return calls === 1
                ? new Promise((_, reject) => clock.after(1_000, () => reject(failed("AWS_UNREACHABLE"))))
                : Promise.resolve(new Map([["i-1", INSTANCE]]));
        });
        const short = ask("i-1", 1_500);
        await clock.advance(100);
        const long = ask("i-1", 60_000);
        await clock.advance(2_000);
        expect((await failureOf(short)).code).toBe("AWS_UNREACHABLE");
        expect(await long).toBe(INSTANCE);
    });
});

describe("the rate limit", () => {
    it("lets a burst through at once, then so many a second", async () => {
        const clock = makeFakeClock();
        const startedAt = clock.now();
        const mayGo = makeRateLimit(clock, 3, 2);
        const times: number[] = [];
        const all = Array.from({ length: 6 }, () => mayGo().then(() => times.push(clock.now() - startedAt)));
        await clock.advance(10_000);
        await Promise.all(all);
        expect(times).toEqual([0, 0, 0, 500, 1_000, 1_500]);
    });
});
