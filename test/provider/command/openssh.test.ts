import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acknowledgeRun, runCommand } from "../../../provider/command/index";
import type { CommandPlan } from "../../../provider/command/plan";
import type { Channel, Session } from "../../../provider/session/session";
import type { Cut } from "../../support/command-local-session";
import { type OpenSshHost, type OpenSshSession, startOpenSsh } from "../../support/command-openssh";
import { makeDeps, makePlan } from "../../support/command-plan";
import { answerSoon, hostOf } from "../../support/hosts";
import { SEED } from "../../support/seed";
import { runThrough } from "./command-cuts";
import { leaseOf } from "./command-host";

const CUTS = Number(process.env.CUTS ?? 32);

describe("on real OpenSSH, with a start-up file that prints", () => {
    let host: OpenSshHost;
    let session: OpenSshSession;
    const opened: OpenSshSession[] = [];

    beforeAll(async () => {
        host = await startOpenSsh('echo BANNER; echo noise >&2; printf "no newline"');
        session = await host.open();
    });
    afterAll(async () => {
        for (const one of [session, ...opened]) {
            one.close();
        }
        await host.stop();
    });

    const openCuttable = async (cut: Cut) => {
        const cuttable = await host.open();
        opened.push(cuttable);
        return cutting(cuttable, cut);
    };
    const run = (plan: CommandPlan) => runCommand(plan, leaseOf(session), makeDeps());

    test("a run comes back byte for byte, without a terminal and without an ignored signal", async () => {
        const script = 'printf "$A\\0"; cat; grep SigIgn /proc/self/status; tty; pwd; exit 3';
        const result = await run(
            makePlan(script, { environment: { A: "it's" }, stdin: "input\n", interpreter: ["/bin/sh"] }),
        );
        expect(result.outcome).toEqual({ kind: "exited", exitCode: 3 });
        expect(result.stdout.text).toBe(`it's\0input\nSigIgn:\t0000000000000000\nnot a tty\n${host.home}\n`);
    });

    test("nothing of the plan is in the arguments of any process", async () => {
        const script = "ps -eo args";
        const plan = makePlan(script, { environment: { TOKEN: "very-secret-value" }, stdin: "very-secret-stdin" });
        const { stdout } = await run(plan);
        expect(stdout.text).toContain("/script");
        expect(stdout.text).not.toContain("very-secret");
    });

    test("twenty commands at once share the connection", async () => {
        const one = (index: number) => run(makePlan(`echo ${index}`));
        const four = async (from: number) => {
            const texts: string[] = [];
            for (let index = from; index < from + 5; index++) {
                texts.push((await one(index)).stdout.text);
            }
            return texts;
        };
        const texts = await Promise.all([0, 5, 10, 15].map(four));
        expect(texts.flat()).toEqual(Array.from({ length: 20 }, (_, index) => `${index}\n`));
    });

    test("a daemon that the script leaves behind neither holds the run nor is ended with it", async () => {
        const result = await run(makePlan("nohup sleep 3600 & echo $!"));
        process.kill(Number(result.stdout.text), 0);
        process.kill(Number(result.stdout.text), "SIGTERM");
    });

    test(
        `a script runs exactly once and every byte comes back, wherever the connection is cut (${CUTS} cuts, seeds from ${SEED})`,
        async () => {
            const cuttable = {
                home: host.home,
                openCuttable,
                acknowledge: (plan: CommandPlan) => acknowledgeRun(plan.runId, hostOf(session), answerSoon()),
            };
            const { wrong } = await runThrough(cuttable, CUTS, SEED);
            expect(wrong).toEqual([]);
        },
        300_000 + CUTS * 15_000,
    );
});

/** The session with its link cut where the plan says. Sent bytes count as passed when they are handed to the connection. */
function cutting(session: OpenSshSession, cut: Cut): Session {
    let receivedBytes = 0;
    let sentBytes = 0;
    if (cut.afterMs !== undefined) {
        setTimeout(session.cut, cut.afterMs).unref();
    }
    const wrap = (channel: Channel): Channel => ({
        ...channel,
        write: async (data) => {
            const bytes = Buffer.from(data);
            const passes = Math.min(bytes.length, (cut.afterSentBytes ?? Number.POSITIVE_INFINITY) - sentBytes);
            sentBytes += passes;
            await channel.write(bytes.subarray(0, passes));
            if (passes < bytes.length) {
                session.cut();
            }
        },
        onStdout: (listener) =>
            channel.onStdout((chunk) => {
                receivedBytes += chunk.length;
                if (receivedBytes > (cut.afterReceivedBytes ?? Number.POSITIVE_INFINITY)) {
                    session.cut();
                    return;
                }
                listener(chunk);
            }),
    });
    return { facts: session.facts, exec: async (command) => wrap(await session.exec(command)) };
}
