import { createHash } from "node:crypto";
import type { Random } from "../base/random";
import type { CommandPlan } from "./plan";
import type { RunIdentity } from "./remote/program";

/** What a plan's run is called on its host, and what tells it from every other script's run. */
export function makeRunIdentity(plan: CommandPlan, random: Random): RunIdentity {
    return {
        directoryName: directoryNameOf(plan.runId),
        token: random.hex(8),
        inputsHash: hashInputs(plan),
    };
}

/** A run id that could mean something to a shell or a file system is replaced by its hash. */
export function directoryNameOf(runId: string): string {
    return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(runId) ? runId : createHash("sha256").update(runId).digest("hex");
}

/**
 * The run id holds all inputs already; this guards against an id that means something else. What may change without another
 * run (the lock of `exclusive`, the output before in the environment) is in neither.
 */
function hashInputs(plan: CommandPlan): string {
    const inputs = [plan.runId, plan.script, plan.stdin, plan.workingDirectory ?? null, plan.runAs ?? null];
    return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}
