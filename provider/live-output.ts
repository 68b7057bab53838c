import type { Log } from "./base/log";
import { makeRedact, type Redact } from "./base/redaction";
import type { Inputs } from "./inputs/inputs";
import { hidesOutput } from "./state";

/** Masks the values that are known to be secret: environment, stdin, the own key and its passphrase. */
export function redactFor(inputs: Inputs): Redact {
    const { privateKey = "", passphrase = "" } = inputs.connection;
    return makeRedact([...Object.values(inputs.environment), inputs.stdin, privateKey, passphrase]);
}

/** The listeners for live lines that `logging` asks for; none where a secret script could print what can't be masked. */
export function liveOutput(
    inputs: Inputs,
    log: Log,
    redact: Redact,
): { onStdoutLine: ((line: string) => void) | undefined; onStderrLine: ((line: string) => void) | undefined } {
    const isQuiet = inputs.logging === "none";
    if (!isQuiet && hidesOutput(inputs)) {
        log.info(
            "No live output is shown: the script, a file, a trigger or the interpreter is secret. stdout and stderr are in state, encrypted.",
        );
    }
    const print = (line: string) => log.info(redact(line));
    const shows = (stream: "stdout" | "stderr") =>
        !isQuiet && !hidesOutput(inputs) && (inputs.logging === stream || inputs.logging === "stdoutAndStderr");
    return {
        onStdoutLine: shows("stdout") ? print : undefined,
        onStderrLine: shows("stderr") ? print : undefined,
    };
}
