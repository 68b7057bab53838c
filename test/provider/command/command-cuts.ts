import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../provider/command/index";
import type { CommandPlan } from "../../../provider/command/plan";
import type { HostLease } from "../../../provider/host";
import type { Session } from "../../../provider/session/session";
import type { Cut } from "../../support/command-local-session";
import { makeDeps, makePlan } from "../../support/command-plan";
import { leaseOn } from "../../support/hosts";
import { makeSeededRandom } from "../../support/seeded-random";

/** What one run over a link that was cut again and again came to. */
export interface CutRound {
    readonly cuts: number;
    /** Empty when the script ran once, and every byte and the exit code are right. */
    readonly wrong: readonly string[];
}

/** A host whose links can be cut. */
export interface CuttableHost {
    readonly home: string;
    openCuttable(cut: Cut): Promise<Session> | Session;
    acknowledge(plan: CommandPlan): Promise<unknown>;
}

const BURSTS = 6;
const LINES_PER_BURST = 400;

/** Prints in bursts to both streams, writes down that it ran, and exits with 7. */
const SCRIPT = `echo run >>"$HOME/$COUNTER"
i=0
while [ $i -lt ${BURSTS} ]; do
  seq -f "burst $i line %g of the output" 1 ${LINES_PER_BURST}
  printf 'error %s\\377\\n' $i >&2
  sleep 0.03
  i=$((i + 1))
done
exit 7
`;

/** Runs scripts until as many links were cut as asked, a few at a time, and says what went wrong in any of them. */
export async function runThrough(host: CuttableHost, wantedCuts: number, firstSeed: number): Promise<CutRound> {
    let [cuts, seed] = [0, firstSeed];
    const wrong: string[] = [];
    const work = async () => {
        while (cuts < wantedCuts) {
            const round = await runThroughCuts(host, seed++, 8);
            cuts += round.cuts;
            wrong.push(...round.wrong);
        }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    console.info(`seeds ${firstSeed} to ${seed - 1}, ${cuts} cuts, ${wrong.length} wrong`);
    return { cuts, wrong };
}

/** Runs the script while the link is cut at up to `mostCuts` places that the seed chooses. */
async function runThroughCuts(host: CuttableHost, seed: number, mostCuts: number): Promise<CutRound> {
    const random = makeSeededRandom(seed);
    const counter = `counter-${seed}`;
    const plan = makePlan(SCRIPT, { environment: { COUNTER: counter } });
    const wantedCuts = 1 + Math.floor(random() * mostCuts);
    let cuts = -1;
    const connect = async (): Promise<HostLease> => {
        cuts++;
        // What half a cut makes the host say is believed when it is said twice in a row.
        const isHalf = cuts % 2 === 0 && random() < 0.6;
        const session = await host.openCuttable(cuts < wantedCuts ? { ...chooseCut(random), isHalf } : {});
        return leaseOn(session);
    };
    const result = await runCommand(plan, connect, makeDeps());
    const counterFile = join(host.home, counter);
    const ran = existsSync(counterFile) ? readFileSync(counterFile, "utf8") : "";
    const facts: [name: string, found: unknown, wanted: unknown][] = [
        ["runs", ran, "run\n"],
        ["outcome", JSON.stringify(result.outcome), '{"kind":"exited","exitCode":7}'],
        ["stdout", result.stdout.sha256, sha256(expectedStdout())],
        ["stderr", result.stderr.sha256, sha256(expectedStderr())],
        ["taken over", result.takenOverFrom, undefined],
    ];
    const wrong = facts
        .filter(([, found, wanted]) => found !== wanted)
        .map(([name, found]) => `seed ${seed}, ${cuts} cuts, ${name}: ${found}`);
    await host.acknowledge(plan);
    return { cuts, wrong };
}

/** While the text travels, while the run starts, in the middle, at the end: by bytes of either direction, or by time. */
function chooseCut(random: () => number): Cut {
    const kind = random();
    if (kind < 0.3) {
        return { afterSentBytes: Math.floor(random() * 16_000) };
    }
    if (kind < 0.6) {
        return { afterReceivedBytes: Math.floor(random() ** 2 * 90_000) };
    }
    return { afterMs: Math.floor(random() ** 2 * 300) };
}

function expectedStdout(): Buffer {
    const lines: string[] = [];
    for (let burst = 0; burst < BURSTS; burst++) {
        for (let line = 1; line <= LINES_PER_BURST; line++) {
            lines.push(`burst ${burst} line ${line} of the output\n`);
        }
    }
    return Buffer.from(lines.join(""));
}

function expectedStderr(): Buffer {
    const lines = Array.from({ length: BURSTS }, (_, burst) => Buffer.from(`error ${burst}\xff\n`, "latin1"));
    return Buffer.concat(lines);
}

function sha256(bytes: Buffer): string {
    return createHash("sha256").update(bytes).digest("hex");
}
