import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { ProviderError } from "../../../provider/base/error";
import { exclusiveInterpreter } from "../../../provider/command/exclusive";
import { runCommand, stopRun } from "../../../provider/command/index";
import { makeDeps, makePlan } from "../../support/command-plan";
import { answerSoon, hostOf, leaseOn } from "../../support/hosts";
import fc from "../../support/property";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
afterAll(() => host.remove());

async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
        await wait(5);
    }
}

test("returns both streams, the exit code and the host's times", async () => {
    const before = Date.now();
    const result = await host.run(makePlan("echo out; echo err >&2; sleep 0.2; exit 3"));
    expect(result.outcome).toEqual({ kind: "exited", exitCode: 3 });
    expect(result.stdout).toEqual({
        text: "out\n",
        totalBytes: 4,
        sha256: createHash("sha256").update("out\n").digest("hex"),
        truncated: false,
    });
    expect(result.stderr.text).toBe("err\n");
    expect(result.startedAt).toBeGreaterThanOrEqual(before - 1000);
    expect(result.endedAt - result.startedAt).toBeGreaterThanOrEqual(190);
    expect(result.attempts).toBe(1);
    expect(result.bootId).toMatch(/^([0-9a-f-]{36})?$/);
    expect(result.takenOverFrom).toBeUndefined();
});

test("passes values with every byte that a shell could trip over", async () => {
    const nasty = fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replaceAll("\0", ""));
    const tricky = fc.constantFrom(
        "'",
        '"',
        "$(id)",
        "`id`",
        "\\",
        "\n",
        "\n\n",
        "\r\n",
        "!",
        "*",
        "~",
        "\x7f\x01",
        "-n",
    );
    const value = fc.array(fc.oneof(nasty, tricky), { maxLength: 6 }).map((parts) => parts.join(""));
    await fc.assert(
        fc.asyncProperty(value, value, value, async (first, second, stdin) => {
            const script = 'printf "%s\\0%s\\0" "$FIRST" "$_SECOND"; cat';
            const plan = makePlan(script, { environment: { FIRST: first, _SECOND: second }, stdin });
            const result = await host.run(plan);
            expect(result.stdout.text).toBe(`${first}\0${second}\0${stdin}`);
        }),
        { numRuns: 25 },
    );
});

test("runs a script of 1 MB, under any interpreter, in the working directory", async () => {
    const filler = `# ${"it's $filler ".repeat(10)}\n`.repeat(7_000);
    const plan = makePlan(`${filler}pwd; echo "\${0##*/} $-"`, {
        interpreter: ["bash", "-eu", "-o", "pipefail"],
        workingDirectory: "/usr/share",
    });
    const result = await host.run(plan);
    expect(result.stdout.text).toMatch(/^\/usr\/share\nscript .*e.*u/);
});

test("takes a relative working directory, and one that begins with ~, for one in the home", async () => {
    mkdirSync(join(host.home, "app dir/~"), { recursive: true });
    for (const [workingDirectory, expected] of [
        ["app dir", "app dir"],
        ["./app dir/~", "app dir/~"],
        ["~/app dir", "app dir"],
        ["~", ""],
    ] as const) {
        const { stdout } = await host.run(makePlan("pwd", { workingDirectory }));
        expect(stdout.text).toBe(`${join(host.home, expected)}\n`);
    }
    const { outcome } = await host.run(makePlan("pwd", { workingDirectory: "none" }));
    expect(outcome).toMatchObject({
        code: "CMD_NO_SUCH_DIRECTORY",
        reason: expect.stringContaining(`${host.home}/none`),
    });
});

test("passes the script on stdin if the interpreter asks for that and for no path", async () => {
    const script = 'echo "$# $0"; id -un; exit 4';
    for (const interpreter of [
        ["sh", "-"],
        ["sudo", "-n", "-u", "nobody", "sh", "-"],
    ]) {
        const { outcome, stdout, stderr } = await host.run(makePlan(script, { interpreter, scriptOnStdin: true }));
        expect([outcome, stderr.text]).toEqual([{ kind: "exited", exitCode: 4 }, ""]);
        expect(stdout.text).toBe(`0 sh\n${interpreter.includes("nobody") ? "nobody" : userInfo().username}\n`);
    }
});

test("gives an empty stdin, no terminal, and no ignored signals to the script", async () => {
    const result = await host.run(makePlan("cat; grep SigIgn /proc/self/status; trap 'echo caught' INT; kill -INT $$"));
    expect(result.stdout.text).toBe("SigIgn:\t0000000000000000\ncaught\n");
});

test("leaves no variable of ours in the script's environment", async () => {
    const result = await host.run(makePlan("env | cut -d= -f1 | sort", { environment: { MINE: "1" } }));
    const names = result.stdout.text.trim().split("\n");
    expect(names.filter((name) => !["HOME", "MINE", "PATH", "PWD", "_", "SHLVL"].includes(name))).toEqual([]);
});

test("shows neither environment nor stdin in a file while the script runs, nor the script afterwards", async () => {
    const plan = makePlan('ls "$(dirname "$0")"; stat -c %a "$(dirname "$0")"', {
        environment: { A: "1" },
        stdin: "secret",
    });
    const result = await host.run(plan);
    expect(result.stdout.text).toMatch(/700\n$/);
    expect(result.stdout.text).not.toMatch(/environment|stdin/);
    const folder = join(host.home, ".local/state/ec2-instance-connect/runs", plan.runId);
    await until(() => !existsSync(join(folder, "script")));
    expect(existsSync(join(folder, "child"))).toBe(false);
});

test("tells a death by signal from an exit code above 128", async () => {
    expect((await host.run(makePlan("kill -KILL $$"))).outcome).toEqual({ kind: "signalled", signal: "KILL" });
    expect((await host.run(makePlan("kill -TERM $$"))).outcome).toEqual({ kind: "signalled", signal: "TERM" });
    expect((await host.run(makePlan("exit 143"))).outcome).toEqual({ kind: "exited", exitCode: 143 });
    expect((await host.run(makePlan("exit 255"))).outcome).toEqual({ kind: "exited", exitCode: 255 });
});

test("stops the whole process group at the time limit and keeps the output so far", async () => {
    // What is printed shows that the process behind it is there.
    const script = "(trap '' TERM; sleep 3600) & echo begun; sleep 3600";
    const environment = { OF_THE_STOPPED: "yes" };
    const result = await host.run(makePlan(script, { timeoutMs: 3_000, environment }));
    expect(result.outcome).toEqual({ kind: "timedOut" });
    expect(result.stdout.text).toBe("begun\n");
    await until(() => processesWith("OF_THE_STOPPED=yes").length === 0);
});

test("enforces the time limit without a connection", async () => {
    const session = host.openSession();
    const environment = { OF_THE_UNWATCHED: "yes" };
    const plan = makePlan("echo begun; sleep 3600", { timeoutMs: 3_000, environment, onStdoutLine: session.cut });
    let connections = 0;
    const connect = async () => {
        connections++;
        if (connections > 1) {
            await until(() => processesWith("OF_THE_UNWATCHED=yes").length === 0);
        }
        return leaseOn(connections === 1 ? session : host.openSession());
    };
    const result = await runCommand(plan, connect, makeDeps());
    expect(result.outcome).toEqual({ kind: "timedOut" });
    expect(result.attempts).toBe(2);
});

test("stops the run at the deadline of the operation", async () => {
    const result = await host.run(makePlan("echo begun; sleep 3600"), {}, makeDeps(5_000));
    expect(result.outcome).toEqual({ kind: "timedOut", atDeadline: true });
    expect(result.stdout.text).toBe("begun\n");
});

test("says lost, never success, when the connection can't be had back before the deadline", async () => {
    const session = host.openSession();
    const plan = makePlan("echo begun; sleep 0.3", { onStdoutLine: session.cut });
    let connections = 0;
    const connect = async () => {
        connections++;
        if (connections > 1) {
            throw refusedConnection(true);
        }
        return leaseOn(session);
    };
    const result = await runCommand(plan, connect, makeDeps(8_000));
    expect(result.outcome).toMatchObject({ kind: "lost" });
    expect((await host.run(plan)).outcome).toEqual({ kind: "exited", exitCode: 0 });
});

test("throws what the first connection threw: nothing was sent, so nothing ran", async () => {
    const connect = async () => {
        throw refusedConnection(false);
    };
    await expect(runCommand(makePlan("true"), connect, makeDeps())).rejects.toThrow("did not run");
});

test("keeps what the script's group writes within a second after its end", async () => {
    const log = join(host.home, "tee.log");
    const script = `exec > >(sleep 0.3; tee ${log}) 2>&1; echo one; echo two >&2; exit 3`;
    const { outcome, stdout, isHeldOpen } = await host.run(makePlan(script, { interpreter: ["bash"] }));
    expect([outcome, stdout.text]).toEqual([{ kind: "exited", exitCode: 3 }, "one\ntwo\n"]);
    expect(isHeldOpen).toBeUndefined();
    expect(readFileSync(log, "utf8")).toBe("one\ntwo\n");
    const { stdout: late } = await host.run(makePlan("(sleep 0.2; echo late) & echo first"));
    expect(late.text).toBe("first\nlate\n");
});

test.each([
    ["in its group", "sleep 3600 & echo $!", true],
    ["in its group, silent", "sleep 3600 >/dev/null 2>&1 & echo $!", undefined],
    ["in a session of its own", "setsid sleep 3600 & echo $!", true],
    ["in a session of its own, silent", "setsid sleep 3600 >/dev/null 2>&1 & echo $!", undefined],
])("tells whether a daemon that it leaves %s has its output open", async (_what, script, isHeldOpen) => {
    const result = await host.run(makePlan(script));
    expect([result.outcome, result.isHeldOpen]).toEqual([{ kind: "exited", exitCode: 0 }, isHeldOpen]);
    expect(result.endedAt - result.startedAt).toBeLessThan(1_000);
    process.kill(Number(result.stdout.text), "SIGKILL");
});

test("neither waits for background processes nor ends them", async () => {
    const marker = join(host.home, "background");
    const mayEnd = join(host.home, "may-end");
    const waits = `until [ -e ${mayEnd} ]; do sleep 0.05; done`;
    const result = await host.run(makePlan(`(${waits}; echo late; echo done >${marker}) & echo first`));
    expect(result.stdout.text).toBe("first\n");
    writeFileSync(mayEnd, "");
    await until(() => existsSync(marker) && readFileSync(marker, "utf8") === "done\n");
});

test("names an interpreter that is missing", async () => {
    const { outcome } = await host.run(makePlan("true", { interpreter: ["no-such-program"] }));
    expect(outcome).toMatchObject({ kind: "refused", code: "CMD_NO_INTERPRETER" });
});

test("tells an interpreter that is missing on the given PATH alone, and starts one by its full path", async () => {
    const environment = { PATH: "/nowhere" };
    for (const words of [["bash"], exclusiveInterpreter(["bash"])]) {
        const { outcome } = await host.run(makePlan("true", { interpreter: words, environment }));
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_NO_INTERPRETER" });
        expect(outcome).toMatchObject({ reason: expect.stringMatching(/PATH that environment sets.*\/bash$/) });
    }
    const missing = makePlan("true", { interpreter: exclusiveInterpreter(["no-such-program"]), environment });
    expect((await host.run(missing)).outcome).toMatchObject({ kind: "refused", code: "CMD_NO_INTERPRETER" });
    const { stdout } = await host.run(makePlan('echo "$PATH"', { environment }));
    expect(stdout.text).toBe("/nowhere\n");
});

test("does not begin a script with an environment that the kernel refuses", async () => {
    const environment = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`V${index}`, "x".repeat(100_000)]));
    const small = { loginShell: ["/bin/sh", "-c", 'ulimit -s 1024; exec /bin/sh -c "$0"'] };
    const refused = await host.run(makePlan("echo began", { environment }), small);
    expect(refused.outcome).toMatchObject({ kind: "refused", code: "CMD_ENVIRONMENT_TOO_LARGE" });
    expect(refused.stdout.text).toBe("");
    expect((await host.run(makePlan("echo began", { environment }))).stdout.text).toBe("began\n");
});

test("says lost when the process that runs the script is killed, and does not run it again", async () => {
    const counter = join(host.home, "orphan");
    const plan = makePlan(`echo run >>${counter}; echo begun; sleep 20`);
    const result = host.run(plan);
    await until(() => existsSync(counter));
    const group = Number(
        readFileSync(join(host.home, ".local/state/ec2-instance-connect/runs", plan.runId, "group"), "utf8"),
    );
    const runner = Number(readFileSync(`/proc/${group}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
    process.kill(runner, "SIGKILL");
    expect((await result).outcome).toMatchObject({ kind: "lost" });
    expect((await host.run(plan)).outcome).toMatchObject({ kind: "lost" });
    expect(readFileSync(counter, "utf8")).toBe("run\n");
    process.kill(-group, "SIGKILL");
});

test("leaves nothing on the host that could signal a later process when the one that runs the script was killed", async () => {
    const plan = makePlan("echo begun; sleep 20");
    const result = host.run(plan);
    const run = join(host.home, ".local/state/ec2-instance-connect/runs", plan.runId);
    await until(() => existsSync(join(run, "group")) && readFileSync(join(run, "group"), "utf8") !== "");
    const group = Number(readFileSync(join(run, "group"), "utf8"));
    const runner = Number(readFileSync(`/proc/${group}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
    process.kill(runner, "SIGKILL");
    expect(processesIn(run).length).toBeGreaterThan(0);
    // The limit holds for a script that goes on, and so its guard stays; once the script is over, it has nothing to do.
    process.kill(-group, "SIGKILL");
    await result;
    await until(() => processesIn(run).length === 0);
});

/** Processes that were started with the variable. */
function processesWith(variable: string): string[] {
    return readdirSync("/proc").filter((pid) => {
        try {
            return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(variable);
        } catch {
            return false; // it has ended meanwhile
        }
    });
}

/** Processes whose working directory is the folder. */
function processesIn(folder: string): string[] {
    return readdirSync("/proc").filter((pid) => {
        try {
            return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder;
        } catch {
            return false; // it has ended meanwhile
        }
    });
}

test("stops a run by its id", async () => {
    const plan = makePlan("echo begun; sleep 20");
    const result = host.run(plan);
    await until(() => host.runs().includes(plan.runId));
    expect(await stopRun(plan.runId, hostOf(host.openSession()), answerSoon())).toBe(true);
    expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
});

test("shows each live line while the script waits for what the reader does about it", async () => {
    const script = 'for i in 1 2 3 4 5 6; do echo "$i"; until [ -e "$HOME/read-$i" ]; do sleep 0.02; done; done';
    const lines: string[] = [];
    const onStdoutLine = (line: string) => {
        lines.push(line);
        writeFileSync(join(host.home, `read-${line}`), "");
    };
    await host.run(makePlan(script, { onStdoutLine }));
    expect(lines).toEqual(["1", "2", "3", "4", "5", "6"]);
});

test("counts and hashes 64 MB of binary output while it keeps head and tail", async () => {
    const script = 'i=0; while [ $i -lt 64 ]; do head -c 1000000 "$0.bin"; i=$((i + 1)); done; cat "$HOME/binary"';
    const million = Buffer.alloc(1_000_000);
    for (let index = 0; index < million.length; index++) {
        million[index] = (index * 7919) & 0xff;
    }
    writeFileSync(join(host.home, "binary"), million);
    const plan = makePlan(script.replace('"$0.bin"', '"$HOME/binary"'), { maxOutputBytes: 1000 });
    const { stdout } = await host.run(plan);
    const hash = createHash("sha256");
    for (let count = 0; count < 65; count++) {
        hash.update(million);
    }
    expect(stdout.totalBytes).toBe(65_000_000);
    expect(stdout.sha256).toBe(hash.digest("hex"));
    expect(stdout.truncated).toBe(true);
});

function refusedConnection(retryable: boolean): ProviderError {
    return new ProviderError({
        code: "NET_REFUSED",
        summary: "The host refused the connection.",
        commandRan: "did-not-run",
        retryable,
    });
}
