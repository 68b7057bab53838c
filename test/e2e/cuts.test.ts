import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { SEED } from "../support/seed";
import { makeSeededRandom } from "../support/seeded-random";
import { startCutting } from "./cutter";
import { InstanceConnectCommand, makeTestStack } from "./engine";

/** Cuts of each kind of host. CI has at least 200 together; a long run sets more. */
const CUTS = Number(process.env.CUTS ?? 110);
/** Resources of one `up`: the engine's own time is shared by many commands. */
const COMMANDS = 24;

let lab: Lab;

beforeAll(async () => {
    lab = await startLab();
});
afterAll(() => lab.stop());

/** What a command writes: lines of text to stdout and bytes that are no text to stderr, in bursts. */
const script = (index: number, round: number) => `
echo x >> ~/count-${round}-${index}
burst=0
while [ $burst -lt 12 ]; do
    line=0
    while [ $line -lt 40 ]; do echo "command ${index} burst $burst line $line"; line=$((line + 1)); done
    printf '\\377\\000burst %s\\n' $burst >&2
    burst=$((burst + 1))
    sleep 0.05
done
exit ${index % 4}
`;

function expectedOutput(index: number): { stdout: string; stderr: string } {
    const bursts = Array.from({ length: 12 }, (_, burst) => burst);
    const lines = Array.from({ length: 40 }, (_, line) => line);
    const stdout = bursts
        .flatMap((burst) => lines.map((line) => `command ${index} burst ${burst} line ${line}\n`))
        .join("");
    const stderr = Buffer.concat(
        bursts.map((burst) => Buffer.concat([Buffer.from([0xff, 0]), Buffer.from(`burst ${burst}\n`)])),
    );
    return { stdout: sha256(stdout), stderr: sha256(stderr) };
}

const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

describe.each(["embedded", "openssh"] as const)("cuts of the link to a host that is %s", (kind) => {
    test(
        `at random moments and bytes leave every command run once, its output whole and its exit code right (seed ${SEED})`,
        async () => {
            const random = makeSeededRandom(SEED);
            const instance = await lab.launchInstance({ kind });
            const tally = { cuts: 0, started: 0, ranOnce: 0, bytesLost: 0, wrongResults: 0, rounds: 0 };
            try {
                while (tally.cuts < CUTS) {
                    await playRound(kind, instance, random, tally);
                }
            } finally {
                await instance.terminate();
            }
            console.log(`${kind}, seed ${SEED}: ${JSON.stringify(tally)}`);
            expect({ ...tally, seed: SEED }).toMatchObject({ ranOnce: tally.started, bytesLost: 0, wrongResults: 0 });
        },
        900_000 + CUTS * 10_000,
    );
});

interface Tally {
    cuts: number;
    started: number;
    ranOnce: number;
    bytesLost: number;
    wrongResults: number;
    rounds: number;
}

async function playRound(kind: string, instance: LabInstance, random: () => number, tally: Tally): Promise<void> {
    const round = tally.rounds;
    tally.rounds += 1;
    const stack = await makeTestStack(lab, async () => {
        for (let index = 0; index < COMMANDS; index += 1) {
            new InstanceConnectCommand(`command-${index}`, {
                instanceId: instance.instanceId,
                create: script(index, round),
                acceptedExitCodes: [0, 1, 2, 3],
                logging: "none",
            });
        }
    });
    const connectionsBefore = instance.connections.total;
    const cutter = startCutting(instance, random);
    try {
        const { failure } = await stack.up();
        await cutter.stop();
        expect(failure, `${kind}, seed ${SEED}, round ${round}`).toBeUndefined();
        for (const { urn, outputs } of await stack.resources()) {
            const index = Number(urn.split("-").at(-1));
            const expected = expectedOutput(index);
            const run = outputs.run as Record<string, unknown>;
            const counter = join(instance.homeOf("ec2-user"), `count-${round}-${index}`);
            tally.started += 1;
            tally.ranOnce += existsSync(counter) && readFileSync(counter, "utf8") === "x\n" ? 1 : 0;
            tally.bytesLost += run.stdoutSha256 === expected.stdout && run.stderrSha256 === expected.stderr ? 0 : 1;
            tally.wrongResults += outputs.exitCode === index % 4 && outputs.outcome === "exited" ? 0 : 1;
        }
    } finally {
        await cutter.stop();
        // One connection is enough for all: each one more is there because one was cut.
        tally.cuts += instance.connections.total - connectionsBefore - 1;
        stack.remove();
    }
}
