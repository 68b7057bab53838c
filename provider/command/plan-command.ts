import { createHash } from "node:crypto";
import type { Inputs } from "../inputs/inputs";
import { exclusiveInterpreter } from "./exclusive";
import type { CommandPlan } from "./plan";

/** What the planner must know beside the inputs. */
export interface CommandRequest {
    readonly script: string;
    /** `create`, `update` or `delete`: scripts with the same text are still different runs. */
    readonly operation: string;
    /** Counts the runs of this resource, from state. */
    readonly runNumber: number;
    /** Output of the run before, for `addPreviousOutputInEnv`; undefined when there was none. */
    readonly previousOutput: { readonly stdout: string; readonly stderr: string } | undefined;
    /** The least of commandTimeout and what the operation has left. */
    readonly timeoutMs: number;
    readonly onStdoutLine: CommandPlan["onStdoutLine"];
    readonly onStderrLine: CommandPlan["onStderrLine"];
    readonly onProgress?: (state: string) => void;
    readonly secretValues?: readonly string[];
}

/** Longest value that every kernel takes in an environment, less some room for the name. */
const PREVIOUS_OUTPUT_BYTES = 120 * 1024;

/** Decides one run: the script, its environment and its id. Pure. */
export function planCommand(inputs: Inputs, request: CommandRequest): CommandPlan {
    return Object.freeze({
        runId: runIdOf(inputs, request),
        script: request.script,
        interpreter: inputs.exclusive ? exclusiveInterpreter(inputs.interpreter) : inputs.interpreter,
        environment: { ...previousOutputVariables(inputs, request.previousOutput), ...inputs.environment },
        stdin: inputs.stdin,
        workingDirectory: inputs.workingDirectory,
        runAs: inputs.runAs,
        timeoutMs: request.timeoutMs,
        maxOutputBytes: inputs.maxOutputBytes,
        onStdoutLine: request.onStdoutLine,
        onStderrLine: request.onStderrLine,
        ...(request.onProgress !== undefined && { onProgress: request.onProgress }),
        ...(request.secretValues !== undefined && { secretValues: request.secretValues }),
    });
}

/**
 * The same operation of the same resource has the same id, so that a run which was cut off is found again. The number counts
 * from state: a failure that state has seen never stands in the way of the retry.
 */
function runIdOf(inputs: Inputs, request: CommandRequest): string {
    const { interpreter, environment, stdin, workingDirectory, runAs, triggers } = inputs;
    const identity = [
        inputs.urn ?? "",
        inputs.instanceId,
        request.operation,
        request.runNumber,
        request.script,
        { interpreter, environment: sortedEntries(environment), stdin, workingDirectory, runAs, triggers },
    ];
    return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 32);
}

function sortedEntries(record: Readonly<Record<string, string>>): [string, string][] {
    return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}

function previousOutputVariables(inputs: Inputs, previous: CommandRequest["previousOutput"]): Record<string, string> {
    if (!inputs.addPreviousOutputInEnv || previous === undefined) {
        return {};
    }
    return {
        PULUMI_COMMAND_STDOUT: asVariable(previous.stdout),
        PULUMI_COMMAND_STDERR: asVariable(previous.stderr),
    };
}

/** Cut at a whole character; NUL can't stand in an environment. */
function asVariable(text: string): string {
    const bytes = Buffer.from(text.replaceAll("\0", ""));
    if (bytes.length <= PREVIOUS_OUTPUT_BYTES) {
        return bytes.toString();
    }
    let end = PREVIOUS_OUTPUT_BYTES;
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) {
        end -= 1;
    }
    return bytes.subarray(0, end).toString();
}
