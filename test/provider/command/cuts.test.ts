import { afterAll, expect, test } from "vitest";
import { SEED } from "../../support/seed";
import { runThrough } from "./command-cuts";
import { makeCommandHost } from "./command-host";

const CUTS = Number(process.env.CUTS ?? 100);

const host = makeCommandHost();
afterAll(() => host.remove());

test(
    `a script runs exactly once and every byte comes back, wherever the link is cut (${CUTS} cuts, seeds from ${SEED})`,
    async () => {
        const { wrong } = await runThrough(host, CUTS, SEED);
        expect(wrong).toEqual([]);
        expect(host.runs()).toEqual([]);
    },
    120_000 + CUTS * 5_000,
);
