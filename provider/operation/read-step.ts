import { type ReadValue, readFailure, readValueOf } from "../state";
import { redactFor } from "./live-output";
import type { OnInstance } from "./on-instance";
import { runSideScript } from "./side-script";
import type { AfterRun, Step } from "./step";

/** The step that runs `read`: what it prints becomes `readStdout`, and what drift is measured against. */
export const readStep: Step = Object.freeze<Step>({
    name: "read",
    isWanted: ({ inputs }) => inputs.read !== undefined,
    carryOut: async (at: AfterRun) => ({ read: await runRead(at, at.operation.inputs.read ?? "") }),
});

/**
 * What `read` printed.
 * @throws {ProviderError} it failed, or could not be run.
 */
export async function runRead(at: OnInstance, script: string): Promise<ReadValue> {
    const { operation, route } = at;
    const { inputs, name, log } = operation;
    log.status("Running read");
    const result = await runSideScript(at, { name: "read", script });
    if (result.outcome.kind === "exited" && result.outcome.exitCode === 0) {
        if (result.stdout.truncated) {
            log.warning(
                `The output of read exceeded maxOutput (${inputs.maxOutputBytes} bytes): only the beginning and the end are kept.`,
            );
        }
        return readValueOf(result.stdout);
    }
    const { target } = route.reached();
    throw readFailure({ side: "read", script: name, target, result, inputs, redact: redactFor(inputs) });
}
