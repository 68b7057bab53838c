// The errors of scripts beside the one that an operation is for: guards, which come before it, and `read`, which comes after it.
import { type NewFailure, ProviderError } from "../base/error";
import type { Redact } from "../base/redaction";
import type { Wording } from "../base/words";
import type { CommandResult } from "../command/command-result";
import type { Inputs } from "../inputs/inputs";
import type { ScriptName } from "./command-failure";
import type { FinishedOperation } from "./finished-operation";
import { factOfLastWords, lastWordsOfScript } from "./last-words-of-script";

/** A script beside the one that an operation is for, by the argument that names it. */
export type SideScriptName = "unless" | "creates" | "read";

/** One that gave no answer. */
export interface FailedSideScript {
    readonly side: SideScriptName;
    /** The operation that it is part of. */
    readonly script: ScriptName | "read";
    readonly target: FinishedOperation["target"];
    readonly result: CommandResult;
    readonly inputs: Inputs;
    readonly redact: Redact;
}

/** The error of a guard that could not tell whether there is anything to do. */
export function guardFailure(failed: FailedSideScript): ProviderError {
    const { side, script, result } = failed;
    const { outcome } = result;
    const summary = `${capitalized(nameOf(failed))} ${printEnd(failed)}, so the ${script} script did not run.`;
    if (outcome.kind === "refused") {
        const remedies = outcome.remedy === undefined ? [] : [outcome.remedy];
        return sideFailure(failed, { code: outcome.code, summary, commandRan: "did-not-run", remedies });
    }
    const isCode = outcome.kind === "exited";
    const remedies: Wording[] =
        outcome.kind === "lost" || (outcome.kind === "timedOut" && side === "creates")
            ? [({ again }) => `Run ${again}: it asks ${side} again.`]
            : outcome.kind === "timedOut"
              ? ["Let unless end sooner, or raise commandTimeout."]
              : side === "creates"
                ? [
                      `Let the user that runs the script search the directories on the way to ${printCreates(failed.inputs)}.`,
                  ]
                : [
                      ...(isCode && outcome.exitCode === 127
                          ? ["127 means that a command was not found on PATH: install it, or name its path."]
                          : []),
                      ...(isCode && outcome.exitCode === 126 ? ["126 means that a command may not be executed."] : []),
                      "Let unless exit with 0 if there is nothing to do, and with a code from 1 to 125 if the script is to run.",
                  ];
    return sideFailure(failed, { code: "CMD_GUARD_FAILED", summary, commandRan: "did-not-run", remedies });
}

/** The error of a `read` that failed; whether another script ran is for the caller to say. */
export function readFailure(failed: FailedSideScript): ProviderError {
    const { script, result } = failed;
    const { outcome } = result;
    const kept = (): Wording[] =>
        script === "read"
            ? ["Fix read or the instance."]
            : [
                  (words) =>
                      `Fix read or the instance. The next ${words.next} runs read again, and not the ${script} script.`,
              ];
    return sideFailure(failed, {
        code: outcome.kind === "refused" ? outcome.code : "CMD_READ_FAILED",
        summary: `${capitalized(nameOf(failed))} ${printEnd(failed)}.`,
        commandRan: "did-not-run",
        remedies: outcome.kind === "refused" && outcome.remedy !== undefined ? [outcome.remedy] : kept(),
    });
}

function sideFailure(
    { target, result, inputs, redact }: FailedSideScript,
    described: Pick<NewFailure, "code" | "summary" | "commandRan" | "remedies">,
): ProviderError {
    return new ProviderError({
        ...described,
        retryable: false,
        facts: [
            ["Instance", `${target.instanceId} (${target.region})`],
            ["OS user", inputs.runAs === undefined ? target.osUser : `${inputs.runAs} (signed in as ${target.osUser})`],
            ["Duration", `${(Math.max(0, result.endedAt - result.startedAt) / 1000).toFixed(1)} s`],
            ...factOfLastWords(lastWordsOfScript(result.stderr, inputs, redact)),
        ],
        ...(result.outcome.kind === "lost" ? { details: result.outcome.reason } : {}),
    });
}

function nameOf({ side, target: { instanceId } }: FailedSideScript): string {
    return side === "read" ? `the read script on ${instanceId}` : `the guard ${side} on ${instanceId}`;
}

function printEnd({ side, result: { outcome }, inputs }: FailedSideScript): string {
    switch (outcome.kind) {
        case "exited":
            return side === "creates"
                ? `could not tell whether ${printCreates(inputs)} exists`
                : `ended with exit code ${outcome.exitCode}`;
        case "signalled":
            return `was ended by signal ${outcome.signal}`;
        case "timedOut":
            return outcome.atDeadline === true
                ? "was stopped when the time of the whole operation was over"
                : `was stopped: it ran longer than commandTimeout allows (${inputs.commandTimeoutMs / 1000} s)`;
        case "lost":
            return "lost its connection, and its result is not known";
        case "refused":
            return `could not be started: ${outcome.reason}`;
    }
}

/** The path of `creates`, unless the program made it secret. */
export function printCreates({ creates, secretPaths }: Pick<Inputs, "creates" | "secretPaths">): string {
    return secretPaths.includes("creates") || creates === undefined ? "its path" : creates;
}

function capitalized(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
