import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { type Cut, makeLocalSession } from "../../support/command-local-session";
import { makeFile, makeFilesHost } from "../../support/files-host";
import { makeSeededRandom } from "../../support/seeded-random";

/** `CUTS=2000` makes a longer run. */
const CUTS = Number(process.env.CUTS ?? 200);
const FIRST_SEED = 1;

/** Pauses between connections are no part of the test. */
const HASTY = { ...systemClock, sleep: async () => {} };

interface Round {
    readonly cuts: number;
    readonly wrong: readonly string[];
}

/** Places files of many sizes over a link that is cut at up to eight random bytes, and looks at each final name meanwhile. */
async function placeThroughCuts(seed: number): Promise<Round> {
    const random = makeSeededRandom(seed);
    const host = makeFilesHost();
    const wrong: string[] = [];
    const sizes = [0, 1, 700, 70_000, 300_000, Math.floor(random() * 9_000_000)];
    const contents = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size));
    const pathOf = (index: number) => host.at(`in/${index % 2}`, `${index}`);
    const mode = 0o640;
    const files = contents.map((content, index) => makeFile(pathOf(index), content, { mode }));
    await host.place([makeFile(pathOf(1), "old", { mode })]);
    const look = () => {
        for (const [index, content] of contents.entries()) {
            const path = pathOf(index);
            if (existsSync(path)) {
                const text = readFileSync(path, "utf8");
                const isOld = index === 1 && text === "old";
                if (!isOld && text !== content) {
                    wrong.push(`seed ${seed}: ${index} has ${text.length} of ${content.length} bytes`);
                }
                if ((statSync(path).mode & 0o777) !== mode) {
                    wrong.push(`seed ${seed}: ${index} has another mode`);
                }
            }
        }
    };
    const total = sizes.reduce((sum, size) => sum + size, 40_000);
    const cutsWanted = 1 + Math.floor(random() * 8);
    let cuts = -1;
    const connect = async () => {
        cuts += 1;
        look();
        return makeLocalSession(cuts < cutsWanted ? { cut: chooseCut(random, total) } : {});
    };
    await host
        .place(files, [], { connect, clock: HASTY })
        .catch((error: Error) => wrong.push(`seed ${seed}: ${error.message}`));
    look();
    for (const [index, content] of contents.entries()) {
        if (!existsSync(pathOf(index)) || readFileSync(pathOf(index), "utf8") !== content) {
            wrong.push(`seed ${seed}: ${index} is not there`);
        }
    }
    const left = readdirSync(host.at(), { recursive: true }).filter((name) => String(name).includes(".eic-"));
    wrong.push(...left.map((name) => `seed ${seed}: left over ${name}`));
    host.remove();
    return { cuts, wrong };
}

function chooseCut(random: () => number, total: number): Cut {
    const kind = random();
    if (kind < 0.2) {
        return { afterReceivedBytes: Math.floor(random() * 1_500) };
    }
    return { afterSentBytes: Math.floor(random() * (kind < 0.6 ? 20_000 : total)) };
}

describe("a link that is cut at random bytes", () => {
    it(`leaves each file whole or absent, and the operation ends with all in place (${CUTS} cuts)`, async () => {
        const wrong: string[] = [];
        let [cuts, seed] = [0, FIRST_SEED];
        const work = async () => {
            while (cuts < CUTS) {
                const round = await placeThroughCuts(seed++);
                cuts += round.cuts;
                wrong.push(...round.wrong);
            }
        };
        await Promise.all([work(), work(), work()]);
        expect(wrong).toEqual([]);
        expect(cuts).toBeGreaterThanOrEqual(CUTS);
    }, 1_800_000);

    it("leaves left-overs to the next run, which removes its own and nobody else's", async () => {
        const host = makeFilesHost();
        const file = makeFile(host.at("file"), "x".repeat(2_000_000));
        let isFirst = true;
        const connect = async () => {
            if (!isFirst) {
                throw new Error("the engine was killed");
            }
            isFirst = false;
            return makeLocalSession({ cut: { afterSentBytes: 1_000_000 } });
        };
        await expect(host.place([file], [], { connect })).rejects.toThrow("the engine was killed");
        expect(readdirSync(host.at())).toHaveLength(1);
        await host.place([makeFile(host.at("other"), "by another resource")], [], { resource: "another" });
        expect(readdirSync(host.at())).toHaveLength(2);
        await host.place([file]);
        expect(readdirSync(host.at()).sort()).toEqual(["file", "other"]);
        writeFileSync(join(host.at(), "mine"), "");
        host.remove();
    });
});
