import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireFlock, stopRun } from "../../../provider/command";
import { exclusiveInterpreter } from "../../../provider/command/exclusive";
import { makeLocalSession } from "../../support/command-local-session";
import { inNamespace, PLAIN_TOOLS, pathOf } from "../../support/command-odd-hosts";
import { makePlan } from "../../support/command-plan";
import { answerSoon, hostOf } from "../../support/hosts";
import { requireRoot } from "../../support/rights";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
const interpreter = exclusiveInterpreter(["/bin/sh", "-e"]);
let folder: string;

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "exclusive-"));
});
afterAll(() => {
    host.remove();
    rmSync(folder, { recursive: true, force: true });
});

describe("exclusive scripts", () => {
    test("run one at a time on the host, from whatever connection", async () => {
        const log = join(folder, "log");
        const script = `echo begin >>${log}; sleep 0.2; echo end >>${log}`;
        const plans = [1, 2, 3, 4].map(() => makePlan(script, { interpreter }));
        const results = await Promise.all(plans.map((plan) => host.run(plan)));
        expect(results.map(({ outcome }) => outcome)).toEqual(plans.map(() => ({ kind: "exited", exitCode: 0 })));
        expect(readFileSync(log, "utf8")).toBe("begin\nend\n".repeat(4));
    });

    test("keep their exit codes, arguments and interpreters", async () => {
        expect((await host.run(makePlan("exit 7", { interpreter }))).outcome).toEqual({ kind: "exited", exitCode: 7 });
        const bash = exclusiveInterpreter(["bash", "-euo", "pipefail"]);
        const piped = await host.run(makePlan("false | true; echo never", { interpreter: bash }));
        expect(piped.outcome).toEqual({ kind: "exited", exitCode: 1 });
        expect(piped.stdout.text).toBe("");
    });

    test.each(["/bin/sh", "bash", "busybox ash"])("that a signal ends are reported as such: %s", async (shell) => {
        const words = exclusiveInterpreter(shell.split(" "));
        for (const signal of ["TERM", "KILL", "HUP", "SEGV"]) {
            const result = await host.run(makePlan(`echo before; kill -${signal} $$`, { interpreter: words }));
            expect([signal, result.outcome]).toEqual([signal, { kind: "signalled", signal }]);
            expect([result.stdout.text, result.stderr.text]).toEqual(["before\n", ""]);
        }
        // On a host where no earlier release has locked its file, too.
        requireRoot();
        const loginShell = inNamespace("mount -t tmpfs -o mode=1777 none /var/tmp");
        const byItself = await host.run(makePlan("echo words >&2; exit 143", { interpreter: words }), { loginShell });
        expect(byItself.outcome).toEqual({ kind: "exited", exitCode: 143 });
        expect(byItself.stderr.text).toBe("words\n");
    });

    test("are not held up by what others leave running", async () => {
        const leaves = makePlan("sleep 3600 >/dev/null 2>&1 </dev/null & echo $!", { interpreter });
        const left = Number((await host.run(leaves)).stdout.text);
        expect((await host.run(makePlan("echo next", { interpreter }))).stdout.text).toBe("next\n");
        process.kill(left, "SIGKILL"); // it was there all the time
    });

    test("that wait can be stopped, and time out; the next one gets the lock", async () => {
        const started = join(folder, "started");
        const holder = makePlan(`touch ${started}; sleep 3600`, { interpreter });
        const holding = host.run(holder);
        await expect.poll(() => existsSync(started)).toBe(true);
        const waiter = await host.run(makePlan("echo never", { interpreter, timeoutMs: 2_000 }));
        expect(waiter.outcome).toEqual({ kind: "timedOut" });
        expect(waiter.stdout.text).toBe("");
        await stopRun(holder.runId, hostOf(host.openSession()), answerSoon());
        expect((await holding).outcome.kind).not.toBe("lost");
        expect((await host.run(makePlan("echo next", { interpreter }))).stdout.text).toBe("next\n");
    });

    test("find flock whatever PATH the script has, which it alone gets", async () => {
        const environment = { PATH: "/nowhere" };
        const { outcome, stdout } = await host.run(makePlan('echo "$PATH"', { interpreter, environment }));
        expect([outcome, stdout.text]).toEqual([{ kind: "exited", exitCode: 0 }, "/nowhere\n"]);
    });

    test("need flock: a host without it is refused before the script", async () => {
        const path = pathOf(PLAIN_TOOLS);
        const bare = makeLocalSession({ environment: { PATH: path, HOME: folder } });
        await expect(requireFlock(hostOf(bare), answerSoon())).rejects.toMatchObject({
            failure: { code: "CMD_NO_FLOCK", commandRan: "did-not-run" },
        });
        await requireFlock(hostOf(host.openSession()), answerSoon());
        rmSync(path, { recursive: true, force: true });
    });
});
