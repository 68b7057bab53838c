import { isProviderError, type ProviderError } from "../base/error";
import { withSeparateHashes } from "../inputs";
import {
    commandFailure,
    FailedWithState,
    type FinishedOperation,
    isSuccess,
    outputsAfterPlacing,
    outputsAfterRun,
    printBadValues,
    type ScriptName,
    valuesFailure,
    valuesOf,
} from "../state";
import { interpreterFor } from "./interpreter-for";
import { limitOfProgram } from "./limits";
import { redactFor } from "./live-output";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";
import { runOperation } from "./run-operation";

/**
 * Does a create or an update, and gives the outputs to save.
 * @throws {FailedWithState} it failed, and left something that state has to keep: a run that ended, or files.
 * @throws {ProviderError} it failed, and left nothing.
 */
export async function apply(ports: OperationPorts, operation: Operation<ScriptName>): Promise<Record<string, unknown>> {
    const { inputs, recorded, name } = operation;
    let unfinished: FinishedOperation | undefined;
    const onPlacing = (placing: FinishedOperation) => {
        unfinished = placing;
    };
    const finished = await runOperation(ports, operation, onPlacing).catch((error) => {
        throw withPlaced({ ports, operation, unfinished, error });
    });
    if (finished === "gone") {
        throw new Error("create and update never take a vanished instance for done");
    }
    const { run, target } = finished;
    const succeeded = run === undefined || isSuccess(run.result.outcome, inputs.acceptedExitCodes);
    const error = succeeded
        ? undefined
        : commandFailure({
              script: name,
              target,
              run,
              inputs,
              interpreter: interpreterFor(inputs, operation.script ?? ""),
              limit: limitOfProgram(operation),
              redact: redactFor(inputs),
          });
    if (error?.failure.commandRan === "did-not-run") {
        throw withPlaced({ ports, operation, unfinished, error });
    }
    if (error !== undefined) {
        warnOfBadValues(operation, finished);
    }
    const { packageVersion } = ports;
    const outputs = outputsAfterRun({
        ...toRecord(operation),
        olds: operation.olds,
        recorded,
        packageVersion,
        finished,
        succeeded,
    });
    const failure = error ?? failureAfterScript(operation, finished);
    if (failure !== undefined) {
        throw new FailedWithState(operation.resourceId, outputs, failure);
    }
    return outputs;
}

/** The first failure after a script that succeeded; undefined: there was none. A step that failed fails once more, what values are does not. */
function failureAfterScript({ name, log }: Operation<ScriptName>, finished: FinishedOperation) {
    const fault = printBadValues(valuesOf(finished.run?.result.values));
    const ofStep = finished.after?.failed?.error;
    if (fault === undefined) {
        return ofStep;
    }
    if (ofStep !== undefined) {
        log.warning(`After the script, another step failed, which the next operation repeats: ${ofStep.message}`);
    }
    return valuesFailure(name, finished, fault);
}

/** Beside the failure of the script itself. */
function warnOfBadValues({ log }: Operation, { run }: FinishedOperation) {
    const fault = printBadValues(valuesOf(run?.result.values));
    if (fault !== undefined) {
        log.warning(
            `What the script wrote to $PULUMI_COMMAND_OUTPUT can't be read: ${fault}. The other values are kept.`,
        );
    }
}

interface FailedBeforeScript {
    readonly ports: OperationPorts;
    readonly operation: Operation;
    /** What was to be kept when files were about to be put in place; undefined before that. */
    readonly unfinished: FinishedOperation | undefined;
    readonly error: unknown;
}

/** The error of an operation whose script did not run: in state goes what is to be removed of its files. */
function withPlaced({ ports, operation, unfinished, error }: FailedBeforeScript): unknown {
    if (unfinished === undefined || !leavesFiles(unfinished) || !isOfNoRun(error)) {
        return error;
    }
    const { olds, recorded, resourceId } = operation;
    const { packageVersion } = ports;
    const outputs = outputsAfterPlacing({
        ...toRecord(operation),
        olds,
        recorded,
        packageVersion,
        unfinished,
    });
    return new FailedWithState(resourceId, outputs, error);
}

function leavesFiles({ placed }: FinishedOperation): boolean {
    return placed.some(({ onDelete }) => onDelete !== "keep");
}

function isOfNoRun(error: unknown): error is ProviderError {
    return isProviderError(error) && error.failure.commandRan === "did-not-run";
}

/** The arguments as they are recorded: contents of files stand in no output. */
function toRecord({ raw, inputs }: Operation) {
    const { secretPaths, secretOutputs } = inputs;
    return { raw: withSeparateHashes(raw), secretPaths, secretOutputs };
}
