import type { Inputs } from "../inputs/inputs";
import { exclusiveInterpreter } from "./exclusive";
import type { CommandPlan } from "./plan";

/** What the planner must know beside the inputs. */
export interface CommandRequest
    extends Pick<CommandPlan, "runId" | "token" | "madeFrom" | "interpreter" | "scriptOnStdin" | "givesValues"> {
    readonly script: string;
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

/** Decides one run: the script, its environment and where it is found. Pure. */
export function planCommand(inputs: Inputs, request: CommandRequest): CommandPlan {
    const { previousOutput, ...asRequested } = request;
    return Object.freeze({
        ...asRequested,
        interpreter: inputs.exclusive
            ? exclusiveInterpreter(request.interpreter, request.scriptOnStdin)
            : request.interpreter,
        environment: { ...previousOutputVariables(inputs, previousOutput), ...inputs.environment },
        stdin: inputs.stdin,
        workingDirectory: inputs.workingDirectory,
        runAs: inputs.runAs,
        maxOutputBytes: inputs.maxOutputBytes,
    });
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
