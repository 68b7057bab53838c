// Guards and `read`: scripts beside the one that an operation is for. They change nothing, so each may run again.
import { type KnownRun, nameRun, planCommand, runCommand } from "../command";
import type { CommandResult } from "../command/command-result";
import { secretValuesOf } from "../inputs";
import type { SideScriptName } from "../state";
import { stopAndForget } from "./forget-runs";
import { interpreterFor } from "./interpreter-for";
import { scriptLimitMs } from "./limits";
import type { OnInstance } from "./on-instance";
import { ownerOfRuns } from "./own-run";

/** A script of the program, run as its other scripts are; or one of ours, by a plain shell without the program's environment. */
export interface SideScript {
    readonly name: SideScriptName;
    readonly script: string;
    readonly isOurs?: true;
}

/**
 * Runs it afresh, and returns how it ended. A cut is followed up like that of any script. An earlier result is never taken for
 * this one's: it has a name of its own. Its lines are not shown.
 * @throws {ProviderError} it did not run.
 */
export async function runSideScript(
    { ports, operation, route, deps }: OnInstance,
    { name, script, isOurs }: SideScript,
): Promise<CommandResult> {
    const { inputs, recorded, log } = operation;
    // A run of this resource: an operation that finds it live waits for its end.
    const runId = `${nameRun(ownerOfRuns(operation), (recorded?.runCount ?? 0) + 1)}-${name}-${deps.random.hex(4)}`;
    const given = { ...inputs, exclusive: false, addPreviousOutputInEnv: false };
    const plan = planCommand(
        isOurs === true ? { ...given, environment: {}, stdin: "", workingDirectory: undefined } : given,
        {
            runId,
            script,
            interpreter: isOurs === true ? ["/bin/sh"] : interpreterFor(inputs, script),
            scriptOnStdin: isOurs !== true && inputs.interpreter?.at(-1) === "-",
            previousOutput: undefined,
            timeoutMs: scriptLimitMs(operation),
            onStdoutLine: undefined,
            onStderrLine: undefined,
            onProgress: log.status,
            secretValues: secretValuesOf(inputs),
        },
    );
    const stop = () => stopAndForget({ id: runId }, route.connect, ports.clock);
    const result = await ports.whileStoppable(inputs.onInterrupt === "stop" ? stop : undefined, () =>
        runCommand(plan, route.connect, deps),
    );
    const over: readonly KnownRun[] = [runId];
    ports.onFinished(route.reached(), over, route.connectAgain);
    return result;
}
