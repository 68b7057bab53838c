import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { silentLog } from "../../provider/base/log";
import { systemRandom } from "../../provider/base/random";
import type { CommandDeps } from "../../provider/command/index";
import type { CommandPlan } from "../../provider/command/plan";

/** A plan with everything at its default, under an id that no other test has. */
export function makePlan(script: string, changes: Partial<CommandPlan> = {}): CommandPlan {
    return {
        runId: `test-${systemRandom.hex(8)}`,
        script,
        interpreter: ["/bin/sh", "-e"],
        environment: {},
        stdin: "",
        scriptOnStdin: false,
        workingDirectory: undefined,
        runAs: undefined,
        timeoutMs: 600_000,
        maxOutputBytes: 1_048_576,
        onStdoutLine: undefined,
        onStderrLine: undefined,
        ...changes,
    };
}

export function makeDeps(limitMs = 600_000): CommandDeps {
    return { clock: systemClock, random: systemRandom, log: silentLog, deadline: makeDeadline(systemClock, limitMs) };
}
