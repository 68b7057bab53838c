import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { acknowledgeRuns, runCommand } from "../../../provider/command/index";
import { inNamespace, PLAIN_TOOLS } from "../../support/command-odd-hosts";
import { makeDeps, makePlan } from "../../support/command-plan";
import { answerSoon, hostOf, leaseOn } from "../../support/hosts";
import { toolPath } from "../../support/tools";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
const tools = mkdtempSync(join(tmpdir(), "counted-tools-"));
const calls = join(tools, "calls");
afterAll(() => {
    host.remove();
    rmSync(tools, { recursive: true });
});

/** A host whose programs write down that they were started. */
function openCounted() {
    for (const tool of [...PLAIN_TOOLS, "setsid", "flock", "mount", "unshare"]) {
        const text = `#!/bin/sh\nprintf '%s\\n' "${tool} $1 $2" >>${calls}\nexec ${toolPath(tool)} "$@"\n`;
        writeFileSync(join(tools, tool), text, { mode: 0o755 });
    }
    return host.openSession({
        environment: { ...host.environment, PATH: tools },
        // What other tests have left there is looked at.
        loginShell: inNamespace("mount -t tmpfs none /var/tmp"),
    });
}

/** What was started so far, but for what takes turns while a run lasts: the waits for its end and its limit, the look at its output. */
function callsSoFar(): readonly string[] {
    const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
    const waits = /^(flock -s -w|stat -c|sleep|mount|unshare)/;
    return lines.flatMap((line) => (waits.test(line) ? [] : [line.split(" ")[0] ?? ""])).sort();
}

// Each costs the host a millisecond, and a `pulumi up` may have a hundred runs there.
test("a run starts few programs on its host, and its end fewer", async () => {
    const session = openCounted();
    const connect = async () => leaseOn(session);
    const plans = ["echo 1", "echo 2", "echo 3"].map((script) => makePlan(script));
    const [first, ...others] = plans;
    await runCommand(first ?? makePlan(""), connect, makeDeps());
    // The last that the first run of a day does.
    await expect.poll(callsSoFar).toContain("find");
    rmSync(calls);
    for (const plan of others) {
        const result = await runCommand(plan, connect, makeDeps());
        expect(result.outcome).toEqual({ kind: "exited", exitCode: 0 });
    }
    // Of a run, each: its directory, its turn, what detaches it and its script, the clock.
    const each = ["date", "dd", "flock", "mkdir", "mv", "rm", "setsid", "setsid", "setsid"];
    await expect.poll(callsSoFar).toEqual([...each, ...each].sort());
    rmSync(calls);
    expect(
        await acknowledgeRuns(
            plans.map(({ runId }) => runId),
            hostOf(session),
            answerSoon(),
        ),
    ).toBe(true);
    expect(host.runs()).toEqual([]);
    // For all of them together, but for who else is still reading.
    expect(callsSoFar()).toEqual(["dd", "dd", "dd", "find", "flock", "flock", "flock", "mkdir", "mkdir", "mv", "rm"]);
});
