import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { SEED } from "../support/seed";
import { makeSeededRandom } from "../support/seeded-random";
import { startCutting } from "./cutter";
import { InstanceConnectCommand, makeTestStack } from "./engine";

/** Cuts of all hosts together; a long run sets more. */
const CUTS = Number(process.env.CUTS ?? 200);
/** Each with a link and cuts of its own, all in one `up`: the engine's own time is shared. */
const KINDS = ["embedded", "openssh", "embedded", "openssh", "embedded", "openssh"] as const;
const RESOURCES = 4;
const FILES = 6;
/** A file has to get through between two cuts, with the sign-in and the look at the host before it. */
const LONGEST_PAUSE_MS = 900;

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

interface Host {
    readonly instance: LabInstance;
    readonly kind: (typeof KINDS)[number];
    readonly name: string;
}

test(
    `cuts of the link leave every file whole and right, no half one ever in sight, and the script runs once after them (seed ${SEED})`,
    async () => {
        const random = makeSeededRandom(SEED);
        const hosts = await Promise.all(
            KINDS.map(async (kind, index) => ({
                instance: await lab.launchInstance({ kind }),
                kind,
                name: `${kind}-${index}`,
            })),
        );
        const tally = { cuts: 0, rounds: 0, files: 0, wrongFiles: 0, halfFilesSeen: 0, notRunOnce: 0, leftOvers: 0 };
        try {
            while (tally.cuts < CUTS) {
                await playRound(hosts, random, tally);
            }
        } finally {
            await Promise.all(hosts.map(({ instance }) => instance.terminate()));
        }
        console.log(`seed ${SEED}: ${JSON.stringify(tally)}`);
        expect({ ...tally, seed: SEED }).toMatchObject({
            wrongFiles: 0,
            halfFilesSeen: 0,
            notRunOnce: 0,
            leftOvers: 0,
        });
    },
    900_000 + CUTS * 10_000,
);

interface Tally {
    cuts: number;
    rounds: number;
    files: number;
    wrongFiles: number;
    halfFilesSeen: number;
    notRunOnce: number;
    leftOvers: number;
}

async function playRound(hosts: readonly Host[], random: () => number, tally: Tally): Promise<void> {
    const round = tally.rounds;
    tally.rounds += 1;
    const expected = writeSources(round, random);
    const stack = await makeTestStack(lab, async () => {
        for (const host of hosts) {
            declareFiles(host, round, [...expected.keys()]);
        }
    });
    const connectionsBefore = connectionsOf(hosts);
    // Chance of its own for each host: how fast another one is changes nothing of its cuts.
    const cutters = hosts.map(({ instance }) =>
        startCutting(instance, makeSeededRandom(random() * 2 ** 32), LONGEST_PAUSE_MS),
    );
    const readers = hosts.map(({ instance }) => makeReader(folderOf(instance, round), expected));
    const reading = setInterval(() => {
        tally.halfFilesSeen += readers.reduce((sum, read) => sum + read(), 0);
    }, 20);
    try {
        const { failure } = await stack.up();
        clearInterval(reading);
        await Promise.all(cutters.map((cutter) => cutter.stop()));
        expect(failure, `seed ${SEED}, round ${round}`).toBeUndefined();
        for (const { instance } of hosts) {
            judge(instance, round, expected, tally);
        }
    } finally {
        clearInterval(reading);
        await Promise.all(cutters.map((cutter) => cutter.stop()));
        // One connection to a host is enough for all: each one more is there because one was cut.
        tally.cuts += connectionsOf(hosts) - connectionsBefore - hosts.length;
        stack.remove();
    }
}

function declareFiles({ instance, kind, name }: Host, round: number, sourceNames: readonly string[]): void {
    // A real host sees its home where passwd says; an embedded one is this machine.
    const home = kind === "openssh" ? "/home/ec2-user" : instance.homeOf("ec2-user");
    for (let index = 0; index < RESOURCES; index += 1) {
        const names = sourceNames.filter((sourceName) => sourceName.startsWith(`${index}-`));
        new InstanceConnectCommand(`${name}-${index}`, {
            instanceId: instance.instanceId,
            files: names.map((sourceName) => ({
                source: new pulumi.asset.FileAsset(join(sources, `${round}-${sourceName}`)),
                remotePath: `${home}/placed-${round}/${sourceName}`,
            })),
            create: `cd ~/placed-${round}; ls ${names.join(" ")} >/dev/null; echo x >> ../ran-${round}-${index}`,
            logging: "none",
        });
    }
}

const folderOf = (instance: LabInstance, round: number) => join(instance.homeOf("ec2-user"), `placed-${round}`);
const connectionsOf = (hosts: readonly Host[]) =>
    hosts.reduce((sum, { instance }) => sum + instance.connections.total, 0);

function judge(instance: LabInstance, round: number, expected: ReadonlyMap<string, string>, tally: Tally): void {
    const folder = folderOf(instance, round);
    tally.files += expected.size;
    tally.wrongFiles += [...expected].filter(([name, hash]) => sha256Of(join(folder, name)) !== hash).length;
    tally.leftOvers += readdirSync(folder).filter((name) => !expected.has(name)).length;
    for (let index = 0; index < RESOURCES; index += 1) {
        const ran = join(instance.homeOf("ec2-user"), `ran-${round}-${index}`);
        tally.notRunOnce += existsSync(ran) && readFileSync(ran, "utf8") === "x\n" ? 0 : 1;
    }
}

/** Random contents of many sizes; the SHA-256 of each by its name. */
function writeSources(round: number, random: () => number): Map<string, string> {
    const expected = new Map<string, string>();
    for (let index = 0; index < RESOURCES; index += 1) {
        for (let file = 0; file < FILES; file += 1) {
            const bytes = Buffer.alloc(Math.floor(random() ** 3 * 600_000), `${random()} `);
            const path = join(sources, `${round}-${index}-${file}`);
            writeFileSync(path, bytes);
            expected.set(`${index}-${file}`, sha256Of(path) ?? "");
        }
    }
    return expected;
}

/** Reads what stands under the final names, each file once as it appears; returns how many are not what they are to be. */
function makeReader(folder: string, expected: ReadonlyMap<string, string>): () => number {
    const seen = new Map<string, number>();
    return () =>
        [...expected].filter(([name, wanted]) => {
            const path = join(folder, name);
            const inode = statSync(path, { throwIfNoEntry: false })?.ino;
            if (inode === undefined || seen.get(name) === inode) {
                return false;
            }
            seen.set(name, inode);
            return sha256Of(path) !== wanted;
        }).length;
}

function sha256Of(path: string): string | undefined {
    return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : undefined;
}
