import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { startCutting } from "../support/cutter";
import { InstanceConnectCommand, makeTestStack } from "../support/engine";
import { makeSeededRandom } from "../support/seeded-random";

/** Cuts of each kind of host; a long run sets more. */
const CUTS = Number(process.env.CUTS ?? 30);
/** Replays a failure: the seed is in its message. */
const SEED = Number(process.env.CUT_SEED ?? Date.now() % 1_000_000);
const RESOURCES = 12;
const FILES = 6;

let lab: Lab;
let sources: string;

beforeAll(async () => {
    lab = await startLab();
    sources = mkdtempSync(join(tmpdir(), "files-cuts-"));
});
afterAll(async () => {
    rmSync(sources, { recursive: true, force: true });
    await lab.stop();
});

interface Tally {
    cuts: number;
    rounds: number;
    files: number;
    wrongFiles: number;
    halfFilesSeen: number;
    ranTwice: number;
    leftOvers: number;
}

describe.each(["embedded", "openssh"] as const)("cuts of the link to a host that is %s", (kind) => {
    test(
        "leave every file whole and right, no half one ever in sight, and run the script once after them",
        async () => {
            const random = makeSeededRandom(SEED);
            const instance = await lab.launchInstance({ kind });
            const tally = { cuts: 0, rounds: 0, files: 0, wrongFiles: 0, halfFilesSeen: 0, ranTwice: 0, leftOvers: 0 };
            try {
                while (tally.cuts < CUTS) {
                    await playRound(kind, instance, random, tally);
                }
            } finally {
                await instance.terminate();
            }
            console.log(`${kind}, seed ${SEED}: ${JSON.stringify(tally)}`);
            expect({ ...tally, seed: SEED }).toMatchObject({
                wrongFiles: 0,
                halfFilesSeen: 0,
                ranTwice: 0,
                leftOvers: 0,
            });
        },
        120_000 + CUTS * 3_000,
    );
});

async function playRound(kind: string, instance: LabInstance, random: () => number, tally: Tally): Promise<void> {
    const round = tally.rounds;
    tally.rounds += 1;
    const folder = join(instance.homeOf("ec2-user"), `placed-${round}`);
    const expected = writeSources(round, random);
    // A real host sees its home where passwd says; an embedded one is this machine.
    const home = kind === "openssh" ? "/home/ec2-user" : instance.homeOf("ec2-user");
    const stack = await makeTestStack(lab, async () => {
        for (let index = 0; index < RESOURCES; index += 1) {
            const names = [...expected.keys()].filter((name) => name.startsWith(`${index}-`));
            new InstanceConnectCommand(`files-${index}`, {
                instanceId: instance.instanceId,
                files: names.map((name) => ({
                    source: new pulumi.asset.FileAsset(join(sources, `${round}-${name}`)),
                    remotePath: `${home}/placed-${round}/${name}`,
                })),
                create: `cd ~/placed-${round}; ls ${names.join(" ")} >/dev/null; echo x >> ../ran-${round}-${index}`,
                logging: "none",
            });
        }
    });
    const connectionsBefore = instance.connections.total;
    // A file has to get through between two cuts, with the sign-in and the look at the host before it.
    const cutter = startCutting(instance, random, 600);
    const reader = setInterval(() => {
        tally.halfFilesSeen += wrongFilesIn(folder, expected).length;
    }, 50);
    try {
        const { failure } = await stack.up();
        await cutter.stop();
        expect(failure, `${kind}, seed ${SEED}, round ${round}`).toBeUndefined();
        for (const name of expected.keys()) {
            tally.files += 1;
            tally.wrongFiles += existsSync(join(folder, name)) ? 0 : 1;
        }
        tally.wrongFiles += wrongFilesIn(folder, expected).length;
        tally.leftOvers += readdirSync(folder).filter((name) => !expected.has(name)).length;
        for (let index = 0; index < RESOURCES; index += 1) {
            const ran = join(instance.homeOf("ec2-user"), `ran-${round}-${index}`);
            tally.ranTwice += readFileSync(ran, "utf8") === "x\n" ? 0 : 1;
        }
    } finally {
        clearInterval(reader);
        await cutter.stop();
        tally.cuts += instance.connections.total - connectionsBefore - 1;
        stack.remove();
    }
}

/** Random contents of many sizes; the SHA-256 of each by its name. */
function writeSources(round: number, random: () => number): Map<string, string> {
    const expected = new Map<string, string>();
    for (let index = 0; index < RESOURCES; index += 1) {
        for (let file = 0; file < FILES; file += 1) {
            const bytes = Buffer.alloc(Math.floor(random() ** 3 * 600_000), `${random()} `);
            writeFileSync(join(sources, `${round}-${index}-${file}`), bytes);
            expected.set(`${index}-${file}`, createHash("sha256").update(bytes).digest("hex"));
        }
    }
    return expected;
}

/** Files that stand under their final name and are not what they are to be. */
function wrongFilesIn(folder: string, expected: ReadonlyMap<string, string>): string[] {
    return [...expected].flatMap(([name, wanted]) => {
        const path = join(folder, name);
        if (!existsSync(path)) {
            return [];
        }
        return createHash("sha256").update(readFileSync(path)).digest("hex") === wanted ? [] : [name];
    });
}
