// What must hold on the instance before a script starts.
import { type CommandDeps, requireFlock, waitForCloudInit } from "../command";
import type { Connect } from "../host";
import { redactFor } from "./live-output";
import type { Operation } from "./operation";

/**
 * Waits for what the program asks to be waited for. A delete waits for nothing: an instance that never got ready must go, too.
 * @throws {ProviderError} the host will not get ready. No script has run.
 */
export async function makeHostReady({ inputs, name }: Operation, connect: Connect, deps: CommandDeps): Promise<void> {
    const limitMs = inputs.waitForCloudInitMs;
    if (limitMs !== undefined && name !== "delete") {
        await waitForCloudInit({ limitMs, redact: redactFor(inputs) }, connect, deps);
    }
    if (inputs.exclusive) {
        const lease = await connect(deps.deadline);
        await requireFlock(lease.host, deps.deadline).finally(lease.release);
    }
}
