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

function hashInputs(plan: CommandPlan): string {
    const environment = Object.entries(plan.environment).sort(([one], [other]) => (one < other ? -1 : 1));
    const directory = plan.workingDirectory ?? null;
    const inputs = [plan.runId, plan.script, plan.interpreter, environment, plan.stdin, directory, plan.runAs ?? null];
    return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}
