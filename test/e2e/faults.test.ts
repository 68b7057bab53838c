import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabEndpoint, type LabInstance, startLab } from "../../lab";
import { SEED } from "../support/seed";
import { makeSeededRandom } from "../support/seeded-random";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";
import { engineProcesses, stopProcess } from "./processes";
import { STRIKES_LONG, type Striker, startStriking, type Tally } from "./strikes";

/** `npm test` has so many; a long run, which CONTRIBUTING names, has thousands. */
const FAULTS = Number(process.env.FAULTS ?? 90);
/** Of each round: the engine's own time is shared by many. */
const COMMANDS = 12;
const FILES = 3;
const PAUSE_MS = 220;
/** So long an `up` may take while it is struck; and so long again when nothing strikes it any more, or it hangs. */
const LIMIT_MS = 240_000;

const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

let lab: Lab;
let instances: readonly LabInstance[];
let endpoint: LabEndpoint;

beforeAll(async () => {
    lab = await startLab();
    endpoint = await lab.createEndpoint();
    instances = [
        await lab.launchInstance({ kind: "openssh" }),
        await lab.launchInstance({ kind: "openssh", publicAddress: "none", privateAddress: "vpc-only" }),
        await lab.launchInstance({ kind: "embedded" }),
    ];
});
afterAll(() => lab.stop());

/** What came of it all. */
interface Figures {
    rounds: number;
    kills: number;
    started: number;
    ranOnce: number;
    bytesLost: number;
    wrongResults: number;
    files: number;
    halfFiles: number;
    failedUps: number;
    /** It had to be left in peace before it ended. */
    slowUps: number;
    hangs: number;
    secretsFound: number;
}

const BURSTS = 10;
const LINES = 25;

/** Lines of text and bytes that are none, in bursts, and an exit code. */
const scriptOf = (name: string, index: number) => `
echo x >> ~/ran-${name}
burst=0
while [ $burst -lt ${BURSTS} ]; do
    line=0
    while [ $line -lt ${LINES} ]; do echo "${name} burst $burst line $line"; line=$((line + 1)); done
    printf '\\377\\000burst %s\\n' $burst >&2
    burst=$((burst + 1))
    sleep 0.25
done
exit ${index % 4}
`;

function outputOf(name: string) {
    const bursts = Array.from({ length: BURSTS }, (_, burst) => burst);
    const lines = bursts.flatMap((burst) =>
        Array.from({ length: LINES }, (_, line) => `${name} burst ${burst} line ${line}\n`),
    );
    const bytes = bursts.map((burst) => Buffer.concat([Buffer.from([0xff, 0]), Buffer.from(`burst ${burst}\n`)]));
    return { stdout: sha256(lines.join("")), stderr: sha256(Buffer.concat(bytes)) };
}

const instanceOf = (index: number) => instances[index % instances.length] as LabInstance;
const homeOf = (index: number, ...names: string[]) => join(instanceOf(index).homeOf("ec2-user"), ...names);
const textOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

/** A content that tells whether it is whole, different in each round. */
const contentOf = (round: number, index: number) => `${`round ${round} file ${index} `.repeat(12_000)}end\n`;

/** Kept from one stack to the next: the same files are put in place again and again. */
const fileOf = (index: number) => homeOf(index, `file-${index}`);
/** The same on the instance. OpenSSH has a file system of its own there; the embedded host has that of this machine. */
const remoteFileOf = (index: number) =>
    instanceOf(index) === instances.at(-1) ? fileOf(index) : `/home/ec2-user/file-${index}`;

function program(round: number, token: string, onCalled: () => void) {
    return async () => {
        onCalled();
        // Longer than it is struck without a pause: whoever strikes for longer than somebody wants to wait has won.
        const connection = { connectTimeout: STRIKES_LONG ? "15m" : "3m" };
        for (let index = 0; index < COMMANDS; index += 1) {
            new InstanceConnectCommand(`command-${index}`, {
                instanceId: instanceOf(index).instanceId,
                create: scriptOf(`${round}-${index}`, index),
                acceptedExitCodes: [0, 1, 2, 3],
                environment: { TOKEN: token },
                connection,
            });
        }
        for (let index = 0; index < FILES; index += 1) {
            new InstanceConnectCommand(`file-${index}`, {
                instanceId: instanceOf(index).instanceId,
                files: [
                    { remotePath: remoteFileOf(index), source: new pulumi.asset.StringAsset(contentOf(round, index)) },
                ],
                connection,
            });
        }
    };
}

test(
    `faults of every kind, at random moments, lose nothing, run nothing twice and hold up nobody (seed ${SEED})`,
    async () => {
        const random = makeSeededRandom(SEED);
        const tally: Tally = new Map();
        const figures: Figures = {
            rounds: 0,
            kills: 0,
            started: 0,
            ranOnce: 0,
            bytesLost: 0,
            wrongResults: 0,
            files: 0,
            halfFiles: 0,
            failedUps: 0,
            slowUps: 0,
            hangs: 0,
            secretsFound: 0,
        };
        const made = () => figures.kills + [...tally.values()].reduce((sum, count) => sum + count, 0);
        const tell = () =>
            console.log(
                `seed ${SEED}: ${made()} faults, ${JSON.stringify(figures)}, ${JSON.stringify(Object.fromEntries(tally))}`,
            );
        while (made() < FAULTS) {
            await playRound(random, tally, figures);
            if (STRIKES_LONG) {
                tell();
            }
        }
        tell();
        expect({ ...figures, seed: SEED }).toMatchObject({
            ranOnce: figures.started,
            bytesLost: 0,
            wrongResults: 0,
            halfFiles: 0,
            failedUps: 0,
            slowUps: STRIKES_LONG ? expect.any(Number) : 0,
            hangs: 0,
            secretsFound: 0,
        });
    },
    900_000 + FAULTS * 5_000,
);

async function playRound(random: () => number, tally: Tally, figures: Figures): Promise<void> {
    const round = figures.rounds;
    figures.rounds += 1;
    const token = `token-${round}-${sha256(String(round)).slice(0, 16)}`;
    let called = () => {};
    const isCalled = new Promise<void>((resolve) => {
        called = resolve;
    });
    const stack = await makeTestStack(
        lab,
        program(round, token, () => called()),
    );
    const texts: string[] = [];
    const striker = startStriking({ lab, instances, endpoint, folder: stack.folder, random }, tally, PAUSE_MS);
    const watcher = watchFiles(round, figures);
    try {
        if (random() < 0.5) {
            texts.push(await upKilled(stack, { isCalled, striker, random, figures }));
        }
        const { failure, output } = await withinLimit(stack.up(), striker, figures);
        texts.push(output);
        if (failure !== undefined) {
            figures.failedUps += 1;
            console.log(`round ${round}: ${failure}`);
        }
    } finally {
        watcher.stop();
        await striker.stop();
    }
    await tellRound(round, stack, figures);
    texts.push(textOf(stateOf(stack.folder)) ?? "");
    figures.secretsFound += texts.filter((text) => text.includes(token)).length;
    stack.remove();
}

async function withinLimit<T>(up: Promise<T>, striker: Striker, figures: Figures): Promise<T> {
    if (await isOverSoon(up)) {
        return up;
    }
    figures.slowUps += 1;
    await striker.stop();
    if (await isOverSoon(up)) {
        return up;
    }
    figures.hangs += 1;
    throw new Error(`an up has not ended ${LIMIT_MS} ms after the last fault`);
}

async function isOverSoon(up: Promise<unknown>): Promise<boolean> {
    let stopWaiting = () => {};
    const late = new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), LIMIT_MS);
        stopWaiting = () => clearTimeout(timer);
    });
    const over = up.then(
        () => true,
        () => true,
    );
    return Promise.race([over, late]).finally(stopWaiting);
}

interface UpToKill {
    /** Resolves when the engine has called the program. */
    readonly isCalled: Promise<void>;
    readonly striker: Striker;
    readonly random: () => number;
    readonly figures: Figures;
}

/** An `up` whose engine and provider are killed at some moment. */
async function upKilled(stack: TestStack, { isCalled, striker, random, figures }: UpToKill): Promise<string> {
    const up = stack.up();
    // Before that Pulumi's SDK waits for its engine in this process, and fails by itself without one.
    await Promise.race([isCalled, up]);
    await new Promise((resolve) => setTimeout(resolve, random() * 5_000));
    while (!(await killBetweenWrites(stack))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    figures.kills += 1;
    const { output } = await withinLimit(up, striker, figures);
    await stack.stack.cancel();
    return output;
}

/** The engine writes its state file in place: one that is killed in the middle of that leaves a stack that nobody can use, on any provider. */
async function killBetweenWrites({ folder }: TestStack): Promise<boolean> {
    const engines = engineProcesses(folder);
    await Promise.all(engines.map(stopProcess));
    const isWhole = isJson(textOf(stateOf(folder)) ?? "{}");
    for (const pid of engines) {
        process.kill(pid, isWhole ? "SIGKILL" : "SIGCONT");
    }
    return isWhole;
}

const stateOf = (folder: string) => join(folder, "state", ".pulumi/stacks/test/test.json");

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

/** Looks at the files again and again: each is the old one or the new one, whole. */
function watchFiles(round: number, figures: Figures): { stop(): void } {
    const timer = setInterval(() => {
        for (let index = 0; index < FILES; index += 1) {
            const text = textOf(fileOf(index));
            figures.halfFiles += text === undefined || isWhole(text, round, index) ? 0 : 1;
        }
    }, 25);
    return { stop: () => clearInterval(timer) };
}

/** The content of this round or an earlier one, from its beginning to its end: an `up` may have failed before it came to a file. */
function isWhole(text: string, round: number, index: number): boolean {
    const [, of] = /^round (\d+) /.exec(text) ?? [];
    return Number(of) <= round && text === contentOf(Number(of), index);
}

async function tellRound(round: number, stack: TestStack, figures: Figures): Promise<void> {
    for (const { urn, outputs } of await stack.resources()) {
        const [, kind, number] = /::(command|file)-(\d+)$/.exec(urn) ?? [];
        const index = Number(number);
        if (kind === "file") {
            figures.files += 1;
            figures.halfFiles += textOf(fileOf(index)) === contentOf(round, index) ? 0 : 1;
            continue;
        }
        const name = `${round}-${index}`;
        const expected = outputOf(name);
        const run = outputs.run as Record<string, unknown>;
        figures.started += 1;
        figures.ranOnce += textOf(homeOf(index, `ran-${name}`)) === "x\n" ? 1 : 0;
        figures.bytesLost += run.stdoutSha256 === expected.stdout && run.stderrSha256 === expected.stderr ? 0 : 1;
        figures.wrongResults += outputs.exitCode === index % 4 && outputs.outcome === "exited" ? 0 : 1;
    }
}
