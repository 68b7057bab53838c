import { describe, expect, test } from "vitest";
import { type Finding, judge, median } from "../../bench/measure/finding";
import { interleave, type Way } from "../../bench/measure/interleave";
import { readOptions } from "../../bench/options";

const timed = (name: string, ...values: number[]) => ({ name, values });

function makeFinding(changes: Partial<Finding> = {}): Finding {
    return {
        kind: "finding",
        case: "case",
        title: "title",
        linkMs: 0,
        unit: "s",
        ours: timed("ours", 3, 4, 5),
        peers: [timed("slow", 9, 9, 9), timed("fast", 2, 2, 4)],
        target: { kind: "at most", ratio: 2 },
        checked: [],
        ...changes,
    };
}

describe("a finding is judged", () => {
    test("by the medians, to the best peer, with the lowest and the highest ratio of a round", () => {
        const { ratio, spread, best, isMet } = judge(makeFinding());
        expect([ratio, spread, best.name, isMet]).toEqual([2, [1.25, 2], "fast", true]);
    });

    test("without the engine's floor, if there is one", () => {
        const { ratio, spread } = judge(makeFinding({ floor: timed("floor", 1, 2, 3) }));
        expect([ratio, spread]).toEqual([1, [0.5, 1]]);
    });

    test("to the highest rate, which is the best, and by a minimum if that is the target", () => {
        const rates = { unit: "MiB/s", target: { kind: "at least", ratio: 0.5 } } as const;
        const { ratio, best, isMet } = judge(makeFinding(rates));
        expect([ratio, best.name, isMet]).toEqual([4 / 9, "slow", false]);
    });

    test("as neither met nor missed without a target", () => {
        expect(judge(makeFinding({ target: undefined })).isMet).toBeUndefined();
    });
});

test("the median of an even number of values is the mean of the two in the middle", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

describe("ways are gone in turn", () => {
    const told: string[] = [];
    const way = (name: string, changes: Partial<Way> = {}): Way => ({
        name,
        before: () => void told.push(`before ${name}`),
        run: async () => void told.push(name),
        after: () => void told.push(`after ${name}`),
        ...changes,
    });

    test("with what comes before and after, and a first round that does not count", async () => {
        told.length = 0;
        const result = await interleave([way("a"), way("b", { rounds: 1 })], { rounds: 2, warmUp: true });
        const a = ["before a", "a", "after a"];
        const b = ["before b", "b", "after b"];
        expect(told).toEqual([...a, ...b, ...a, ...b, ...a]);
        expect(result.map(({ name, values }) => [name, values.length])).toEqual([
            ["a", 2],
            ["b", 1],
        ]);
    });

    test("and may measure by themselves", async () => {
        const ways = [way("a", { run: async () => 42 })];
        expect(await interleave(ways, { rounds: 1, warmUp: false })).toEqual([timed("a", 42)]);
    });

    test("until one has a wrong result, which is reported with its name", async () => {
        const wrong = async () => {
            throw new Error("the hash differs");
        };
        const bench = interleave([way("a", { after: wrong })], { rounds: 1, warmUp: false });
        await expect(bench).rejects.toThrow("a: the hash differs");
    });
});

describe("the command line", () => {
    test("sets cases, rounds, links and sizes", () => {
        const options = readOptions(["cold", "tree", "--rounds", "3", "--delays", "0,20", "--files", "7"]);
        expect(options).toMatchObject({ cases: ["cold", "tree"], rounds: 3, linksMs: [0, 20] });
        expect([options.sizes.files, options.sizes.commands]).toEqual([7, 100]);
    });

    test.each([[["--rounds", "x"]], [["--delays", "0,-1"]], [["--unknown"]]])("refuses %j", (args) => {
        expect(() => readOptions(args)).toThrow(expect.objectContaining({ name: "UsageError" }));
    });
});
