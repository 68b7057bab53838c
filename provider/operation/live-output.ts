import type { Log } from "../base/log";
import { makeRedact, type Redact } from "../base/redaction";
import type { CommandPlan } from "../command";
import { secretValuesOf } from "../inputs";
import type { Inputs } from "../inputs/inputs";
import { hidesOutput } from "../state";

/** Masks the values that are always secret. */
export function redactFor(inputs: Inputs): Redact {
    return makeRedact(secretValuesOf(inputs));
}

/** The listeners for live lines that `logging` asks for; none where a secret script could print what can't be masked. */
export function liveOutput(
    inputs: Inputs,
    log: Log,
): Required<Pick<CommandPlan, "onStdoutLine" | "onStderrLine" | "onProgress" | "secretValues">> {
    const isQuiet = inputs.logging === "none";
    if (!isQuiet && hidesOutput(inputs)) {
        log.info(
            "No live output is shown: the script, a file, a trigger or the interpreter is secret. stdout and stderr are in state, encrypted.",
        );
    }
    const shows = (stream: "stdout" | "stderr") =>
        !isQuiet && !hidesOutput(inputs) && (inputs.logging === stream || inputs.logging === "stdoutAndStderr");
    return {
        onStdoutLine: shows("stdout") ? log.info : undefined,
        onStderrLine: shows("stderr") ? log.info : undefined,
        onProgress: log.status,
        secretValues: secretValuesOf(inputs),
    };
}
