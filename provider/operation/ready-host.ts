// What must hold on the instance before a script starts, and how a script is stopped when the engine gives the call up.
import type { Clock } from "../base/clock";
import { makeDeadline } from "../base/deadline";
import { acknowledgeRuns, type CommandDeps, type Connect, requireFlock, stopRun, waitForCloudInit } from "../command";
import type { Inputs } from "../inputs/inputs";
import type { ScriptName } from "../state";
import { redactFor } from "./live-output";

/**
 * Waits for what the program asks to be waited for. A delete waits for nothing: an instance that never got ready must go, too.
 * @throws {ProviderError} the host will not get ready. No script has run.
 */
export async function makeHostReady(
    inputs: Inputs,
    operation: ScriptName,
    connect: Connect,
    deps: CommandDeps,
): Promise<void> {
    if (inputs.waitForCloudInitMs !== undefined && operation !== "delete") {
        await waitForCloudInit(inputs.waitForCloudInitMs, connect, redactFor(inputs), deps);
    }
    if (inputs.exclusive) {
        const lease = await connect(deps.deadline);
        await requireFlock(lease.session, deps).finally(lease.release);
    }
}

/** The engine waits 5 s for us to end. */
const STOP_REACH_MS = 3_000;

/** Stops the run; once it is over its receipt goes, too, so that the next operation starts afresh. */
export async function stopAndForget(runId: string, connect: Connect, clock: Clock): Promise<void> {
    const lease = await connect(makeDeadline(clock, STOP_REACH_MS));
    if (await stopRun(runId, lease.session)) {
        await acknowledgeRuns([runId], lease.session);
    }
}
