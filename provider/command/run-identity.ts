import { createHash } from "node:crypto";
import type { Random } from "../base/random";
import { directoryNameOf } from "./directory-name";
import type { CommandPlan } from "./plan";
import type { RunIdentity } from "./remote/orders";

/** What a plan's run is called on its host, and what tells it from every other script's run. */
export function makeRunIdentity(plan: CommandPlan, random: Random): RunIdentity {
    const { followed } = plan;
    return {
        directoryName: directoryNameOf(followed?.name ?? plan.runId),
        osUser: followed?.osUser ?? plan.runAs,
        token: plan.token ?? random.hex(8),
        inputsHash: digestOf(plan),
        discard: plan.discard,
        turn: directoryNameOf(plan.turnOf ?? plan.runId),
    };
}

/**
 * What a run is made from. What may change without another run (the lock of `exclusive`, the output before in the environment)
 * is not in it. It holds secrets, so it is kept in the run's private directory and nowhere else.
 */
export function digestOf(
    plan: Pick<CommandPlan, "madeFrom" | "script" | "stdin" | "workingDirectory" | "runAs">,
): string {
    const parts = [plan.madeFrom ?? "", plan.script, plan.stdin, plan.workingDirectory ?? null, plan.runAs ?? null];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
