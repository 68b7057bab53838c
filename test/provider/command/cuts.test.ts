import { afterAll, expect, test } from "vitest";
import { runThroughCuts } from "../../support/command-cuts";
import { makeCommandHost } from "../../support/command-host";

// A longer run: COMMAND_CUT_ROUNDS=500 npx vitest run test/provider/command/cuts.test.ts
// A failing seed again: COMMAND_CUT_SEED=<seed> COMMAND_CUT_ROUNDS=1 …
const rounds = Number(process.env.COMMAND_CUT_ROUNDS ?? 24);
const firstSeed = Number(process.env.COMMAND_CUT_SEED ?? 1);
const AT_ONCE = 4;

const host = makeCommandHost();
afterAll(() => host.remove());

test(
    "a script runs exactly once and every byte comes back, wherever the link is cut",
    async () => {
        let cuts = 0;
        const wrong: string[] = [];
        const seeds = Array.from({ length: rounds }, (_, index) => firstSeed + index);
        const work = async () => {
            for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
                const round = await runThroughCuts(host, seed, 8);
                cuts += round.cuts;
                wrong.push(...round.wrong);
            }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        console.info(`${rounds} runs, ${cuts} cuts, ${wrong.length} wrong`);
        expect(wrong).toEqual([]);
        expect(host.runs()).toEqual([]);
    },
    20_000 + rounds * 5_000,
);
