import { afterAll, expect, test } from "vitest";
import { runRounds } from "../../support/command-cuts";
import { makeCommandHost } from "../../support/command-host";

// A longer run: COMMAND_CUT_ROUNDS=500 npx vitest run test/provider/command/cuts.test.ts
// A failing seed again: COMMAND_CUT_SEED=<seed> COMMAND_CUT_ROUNDS=1 …
const rounds = Number(process.env.COMMAND_CUT_ROUNDS ?? 24);
const firstSeed = Number(process.env.COMMAND_CUT_SEED ?? 1);

const host = makeCommandHost();
afterAll(() => host.remove());

test(
    "a script runs exactly once and every byte comes back, wherever the link is cut",
    async () => {
        const { wrong } = await runRounds(host, rounds, firstSeed);
        expect(wrong).toEqual([]);
        expect(host.runs()).toEqual([]);
    },
    20_000 + rounds * 5_000,
);
