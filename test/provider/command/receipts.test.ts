import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "../../../provider/command/index";
import type { Session } from "../../../provider/session/session";
import { makeDeps, makePlan } from "../../support/command-plan";
import { leaseOf, makeCommandHost } from "./command-host";

const host = makeCommandHost();
afterAll(() => host.remove());

async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
        await wait(5);
    }
}

/** Shell text that waits for a file. */
const untilThere = (path: string) => `until [ -e ${path} ]; do sleep 0.05; done`;

test("takes a live run over and says when it had started, without a second run", async () => {
    const counter = join(host.home, "take-over");
    const goOn = `${counter}-goes-on`;
    const plan = makePlan(`echo run >>${counter}; echo one; ${untilThere(goOn)}; echo two`, {
        onStdoutLine: () => {
            seen += 1;
            if (seen === 2) {
                writeFileSync(goOn, "");
            }
        },
    });
    let seen = 0;
    const abandoned = host.openSession();
    const first = runCommand(plan, leaseOf(abandoned), makeDeps(100_000)).catch(() => {});
    await until(() => existsSync(counter));
    // The first line comes to both that follow the run; only then does it go on.
    const result = await host.run(plan);
    expect(result.stdout.text).toBe("one\ntwo\n");
    expect(result.takenOverFrom).toBe(result.startedAt);
    expect(readFileSync(counter, "utf8")).toBe("run\n");
    await first;
});

test("hands out the receipt of a finished run until it is acknowledged, and runs again afterwards", async () => {
    const counter = join(host.home, "receipt");
    const plan = makePlan(`echo run >>${counter}; echo result; exit 5`);
    const { startedAt } = await host.run(plan);
    const again = await host.run(plan);
    expect(again.takenOverFrom).toBe(startedAt);
    expect(again.outcome).toEqual({ kind: "exited", exitCode: 5 });
    expect(again.stdout.text).toBe("result\n");
    expect(readFileSync(counter, "utf8")).toBe("run\n");
    expect(await host.acknowledge(plan)).toBe(true);
    const fresh = await host.run(await host.claim(plan));
    expect(fresh.takenOverFrom).toBeUndefined();
    expect(readFileSync(counter, "utf8")).toBe("run\nrun\n");
});

test("a receipt that another operation is still reading stays until it has been read", async () => {
    const plan = makePlan("echo result");
    await host.run(plan);
    const lock = join(host.home, ".local/state/ec2-instance-connect/runs", plan.runId, "lock");
    const reader = spawn("/bin/sh", ["-c", 'exec 9<"$0" && flock -s 9 && echo reading && exec sleep 3600', lock]);
    await once(reader.stdout, "data");
    await host.acknowledge(plan);
    expect(host.runs()).toContain(plan.runId);
    reader.kill("SIGKILL");
    await once(reader, "exit");
    await host.acknowledge(plan);
    expect(host.runs()).not.toContain(plan.runId);
});

test("a shell that a cut connection left behind starts nothing once the run is acknowledged", async () => {
    const counter = join(host.home, "late");
    const plan = makePlan(`echo run >>${counter}`);
    const late = host.openSession();
    const { text, texts } = recordTexts(late);
    await runCommand(plan, leaseOf(text), makeDeps());
    expect(await host.acknowledge(plan)).toBe(true);
    expect(host.runs()).not.toContain(plan.runId);
    const channel = await late.exec("exec /bin/sh -s");
    let said = "";
    channel.onStdout((chunk) => {
        said += chunk.toString();
    });
    channel.onStderr(() => {});
    await channel.write(texts[0] ?? "");
    channel.end();
    await channel.ended;
    expect(said).toContain(" absent");
    expect(readFileSync(counter, "utf8")).toBe("run\n");
    expect(host.runs()).not.toContain(plan.runId);
});

test("leaves alone what another connection of the same run is writing", async () => {
    const counter = join(host.home, "stages");
    const plan = makePlan(`echo run >>${counter}`);
    const deps = makeDeps();
    const session = host.openSession();
    const { text, texts } = recordTexts(session);
    await runCommand(plan, leaseOf(text), deps);
    await host.acknowledge(plan);
    const token = /eic_token='([^']+)'/.exec(texts[0] ?? "")?.[1];
    const stage = join(host.home, ".local/state/ec2-instance-connect/runs", `.${plan.runId}.${token}`);
    mkdirSync(stage, { recursive: true });
    writeFileSync(join(stage, "script"), "of another connection");
    const again = await session.exec("exec /bin/sh -s");
    again.onStdout(() => {});
    again.onStderr(() => {});
    await again.write(texts[0] ?? "");
    again.end();
    await again.ended;
    expect(readFileSync(join(stage, "script"), "utf8")).toBe("of another connection");
    rmSync(stage, { recursive: true });
});

/** The session, and every text that is written to it. */
function recordTexts(session: Session): { text: Session; texts: string[] } {
    const texts: string[] = [];
    const exec: Session["exec"] = async (command) => {
        const channel = await session.exec(command);
        const index = texts.push("") - 1;
        return {
            ...channel,
            write: (data) => {
                texts[index] += data.toString();
                return channel.write(data);
            },
        };
    };
    return { text: { ...session, exec }, texts };
}

test("never takes the result of another script, also under the same id", async () => {
    const plan = makePlan("echo one");
    await host.run(plan);
    const other = await host.run({ ...plan, script: "echo two" });
    expect(other.stdout.text).toBe("two\n");
    expect(other.takenOverFrom).toBeUndefined();
});

test("refuses to run under an id that another live script has", async () => {
    const [begun, goOn] = [join(host.home, "conflict-begun"), join(host.home, "conflict-goes-on")];
    const plan = makePlan(`touch ${begun}; ${untilThere(goOn)}`);
    const first = host.run(plan);
    await until(() => existsSync(begun));
    const other = await host.run({ ...plan, script: "echo two" });
    expect(other.outcome).toMatchObject({ kind: "refused", code: "CMD_RUN_CONFLICT" });
    writeFileSync(goOn, "");
    expect((await first).outcome).toEqual({ kind: "exited", exitCode: 0 });
});

test("does not remember a refusal: what was missing may be there at the next try", async () => {
    const directory = join(host.home, "later");
    const plan = makePlan("echo ran", { workingDirectory: directory });
    const refused = await host.run(plan);
    expect(refused.outcome).toMatchObject({ kind: "refused", code: "CMD_NO_SUCH_DIRECTORY" });
    mkdirSync(directory);
    expect((await host.run(plan)).stdout.text).toBe("ran\n");
});

test("leaves a live run alone when its receipt is acknowledged", async () => {
    const [begun, goOn] = [join(host.home, "live-begun"), join(host.home, "live-goes-on")];
    const plan = makePlan(`touch ${begun}; ${untilThere(goOn)}; echo done`);
    const result = host.run(plan);
    await until(() => existsSync(begun));
    await host.acknowledge(plan);
    writeFileSync(goOn, "");
    expect((await result).stdout.text).toBe("done\n");
});

test("takes over a run whose host has given back delivered output: head and tail are right, the hash unknown", async () => {
    const plan = makePlan("head -c 9000000 /dev/zero; echo the end", { maxOutputBytes: 1000 });
    await host.run(plan);
    const folder = join(host.home, ".local/state/ec2-instance-connect/runs", plan.runId);
    writeFileSync(join(folder, "out.given"), "8000000\n");
    const { stdout } = await host.run(plan);
    expect(stdout).toMatchObject({ totalBytes: 9_000_008, sha256: "", truncated: true });
    expect(stdout.text.endsWith("\0the end\n")).toBe(true);
});

test("removes runs that are older than 7 days when the first run of a day has ended, but no live one", async () => {
    const stale = makePlan("true");
    const [begun, goOn] = [join(host.home, "old-begun"), join(host.home, "old-goes-on")];
    const live = makePlan(`touch ${begun}; ${untilThere(goOn)}`);
    await host.run(stale);
    const running = host.run(live);
    await until(() => existsSync(begun));
    const longAgo = new Date(Date.now() - 9 * 86_400_000);
    for (const plan of [stale, live]) {
        utimesSync(join(host.home, ".local/state/ec2-instance-connect/runs", plan.runId), longAgo, longAgo);
    }
    await host.run(makePlan("true"));
    expect(host.runs()).toContain(stale.runId);
    rmSync(join(host.home, ".local/state/ec2-instance-connect/swept-runs"));
    await host.run(makePlan("true"));
    await until(() => !host.runs().includes(stale.runId));
    expect(host.runs()).toContain(live.runId);
    writeFileSync(goOn, "");
    await running;
});

test("eight operations at once under one id share one run", async () => {
    const counter = join(host.home, "at-once");
    const plan = makePlan(`echo run >>${counter}; sleep 0.2; echo result`);
    const results = await Promise.all(Array.from({ length: 8 }, () => host.run(plan)));
    expect(readFileSync(counter, "utf8")).toBe("run\n");
    expect(new Set(results.map((result) => result.stdout.text))).toEqual(new Set(["result\n"]));
    expect(results.filter((result) => result.takenOverFrom === undefined)).toHaveLength(1);
});
