import { describe, expect, it } from "vitest";
import type { InstanceFacts } from "../../../provider/aws";
import { makeInstanceLookup } from "../../../provider/aws/instance-lookup";
import { makeRateLimit } from "../../../provider/aws/rate-limit";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import type { ErrorCode } from "../../../provider/base/error-codes";
import { makeFakeClock } from "../../support/fake-clock";
import { failureOf, INSTANCE } from "./fake-aws";

function failed(code: ErrorCode) {
    return new ProviderError({
        code,
        summary: "No.",
        commandRan: "did-not-run",
        retryable: true,
    });
}

function makeLookup(answer?: (ids: readonly string[]) => Promise<ReadonlyMap<string, InstanceFacts>>) {
    const clock = makeFakeClock();
    const calls: string[][] = [];
    const all = async (ids: readonly string[]) => new Map(ids.map((id) => [id, { ...INSTANCE, instanceId: id }]));
    const lookUp = makeInstanceLookup(
        (ids) => {
            calls.push([...ids]);
            return (answer ?? all)(ids);
        },
        makeRateLimit(clock, 10, 5),
        clock,
    );
    const ask = (id: string, limitMs = 60_000, age: "recent" | "now" = "recent") => {
        const found = lookUp(id, { deadline: makeDeadline(clock, limitMs), age }, () => failed("AWS_ERROR"));
        found.catch(() => {});
        return found;
    };
    return { clock, calls, ask };
}

describe("the lookup of instances", () => {
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

    it("asks anew for who wants to know how it is now, in one call for all of them", async () => {
        const { clock, calls, ask } = makeLookup();
        const first = ask("i-1");
        await clock.advance(10);
        await first;
        const later = [ask("i-1", 60_000, "now"), ask("i-1", 60_000, "now"), ask("i-1")];
        await clock.advance(200);
        await Promise.all(later);
        expect(calls).toEqual([["i-1"], ["i-1"]]);
    });

    it("gives an answer again for a second, then asks anew", async () => {
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

    it("answers undefined for an unknown id, and harms nobody else", async () => {
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

    it("lets nobody wait longer than their own deadline", async () => {
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
