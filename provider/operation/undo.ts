import { commandFailure, isSuccess } from "../state";
import { interpreterFor } from "./interpreter-for";
import { limitOfProgram } from "./limits";
import { redactFor } from "./live-output";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";
import { runOperation } from "./run-operation";

/**
 * Does a delete: runs the script, then removes the files that are to go. With neither it contacts nobody.
 * @throws {ProviderError} the script failed, or files could not be removed; the resource stays.
 */
export async function undo(ports: OperationPorts, operation: Operation): Promise<void> {
    const { script, recorded, inputs } = operation;
    const leavesNothing = (recorded?.placed ?? []).every(({ onDelete }) => onDelete === "keep");
    if (script === undefined && leavesNothing) {
        return;
    }
    const finished = await runOperation(ports, operation);
    if (finished === "gone" || finished.run === undefined) {
        return;
    }
    const { run, target } = finished;
    if (!isSuccess(run.result.outcome, inputs.acceptedExitCodes)) {
        throw commandFailure({
            script: "delete",
            target,
            run,
            inputs,
            interpreter: interpreterFor(inputs, operation.script ?? ""),
            limit: limitOfProgram(operation),
            redact: redactFor(inputs),
        });
    }
}
