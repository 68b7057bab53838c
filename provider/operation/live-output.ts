import type { Log } from "../base/log";
import { makeRedact, type Redact } from "../base/redaction";
import { withShortScriptNameAtStart } from "../base/short-script-name";
import type { CommandPlan } from "../command";
import { secretValuesOf } from "../inputs";
import type { Inputs } from "../inputs/inputs";
import { hidesOutput, hidesStream } from "../state";

/** Masks the values that are always secret. */
export function redactFor(inputs: Inputs): Redact {
    return makeRedact(secretValuesOf(inputs));
}

const STREAMS = ["stdout", "stderr"] as const;
type Stream = (typeof STREAMS)[number];

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
    const isWanted = (stream: Stream) => inputs.logging === stream || inputs.logging === "stdoutAndStderr";
    const shows = (stream: Stream) => isWanted(stream) && !hidesStream(inputs, stream);
    const named = STREAMS.filter((stream) => isWanted(stream) && inputs.secretOutputs.includes(stream));
    if (named.length > 0 && !hidesOutput(inputs)) {
        log.info(`${named.join(" and ")} of the script ${named.length === 1 ? "is" : "are"} not shown: secret output.`);
    }
    return {
        onStdoutLine: shows("stdout") ? log.info : undefined,
        onStderrLine: shows("stderr") ? (line) => log.info(withShortScriptNameAtStart(line)) : undefined,
        onProgress: log.status,
        secretValues: secretValuesOf(inputs),
    };
}
