import { type NewFailure, ProviderError } from "../base/error";
import type { Redact } from "../base/redaction";
import { type Wording, type Words, worded } from "../base/words";
import type { Outcome } from "../command/command-result";
import type { Inputs } from "../inputs/inputs";
import { adviceOnExit } from "./exit-advice";
import type { FinishedOperation, FinishedRun } from "./finished-operation";
import { factOfLastWords, lastWordsOfScript } from "./last-words-of-script";
import type { ScriptExit } from "./script-exit";

/** The script that ran, in the program's words. */
export type ScriptName = "create" | "update" | "delete";

const END_THE_REST =
    "End the processes that are still running on the instance: sudo does not allow the script's user to end them, or the kernel does not let them end.";

/** True when the outcome is what the program calls success. */
export function isSuccess(outcome: Outcome, acceptedExitCodes: readonly number[]): boolean {
    return outcome.kind === "exited" && acceptedExitCodes.includes(outcome.exitCode);
}

/** A script that did not succeed. */
export interface FailedScript {
    readonly script: ScriptName;
    readonly target: FinishedOperation["target"];
    readonly run: FinishedRun;
    readonly inputs: Inputs;
    /** What ran the script. */
    readonly interpreter: readonly string[];
    /** What the program allowed the whole operation, and what that limit is called; undefined: it set none. */
    readonly limit?: OperationLimit | undefined;
    readonly redact: Redact;
}

/** The limit that the program set for a whole operation. */
export interface OperationLimit {
    readonly ms: number;
    readonly name: Wording;
}

/** The error of a script that ran and did not succeed, or that may have run. Names the script, never prints it. */
export function commandFailure(failed: FailedScript): ProviderError {
    const { target, inputs, redact } = failed;
    const { result } = failed.run;
    const said = lastWordsOfScript(result.stderr, inputs, redact);
    const description = describeOutcome(failed, said);
    return new ProviderError({
        ...description,
        remedies: [...(result.stillRunning === undefined ? [] : [END_THE_REST]), ...(description.remedies ?? [])],
        retryable: false,
        facts: [
            ["Instance", `${target.instanceId} (${target.region})`],
            ["OS user", inputs.runAs === undefined ? target.osUser : `${inputs.runAs} (signed in as ${target.osUser})`],
            ...factOfTries(failed),
            ["Duration", `${((result.endedAt - result.startedAt) / 1000).toFixed(1)} s`],
            ["Output", `${result.stdout.totalBytes} bytes of stdout, ${result.stderr.totalBytes} bytes of stderr`],
            ...(result.stoppedBecause === undefined ? [] : [["Stopped", result.stoppedBecause] as const]),
            ...(result.stillRunning === undefined ? [] : [["Still running", result.stillRunning] as const]),
            ...factOfLastWords(said),
        ],
    });
}

/** How many tries were made of how many, where `retry` is given, and why no other one followed. */
function factOfTries({ run: { tries, noFurtherTry }, inputs: { retry } }: FailedScript): [string, string][] {
    const reason = noFurtherTry === undefined ? "" : `: ${noFurtherTry}`;
    return retry === undefined && tries === 1
        ? []
        : [["Tries", `${tries} of ${Math.max(tries, retry?.tries ?? 1)}${reason}`]];
}

type Description = Pick<NewFailure, "code" | "summary" | "commandRan" | "remedies" | "details">;

function describeOutcome(failed: FailedScript, said: string): Description {
    const { script, inputs } = failed;
    const { result } = failed.run;
    const { instanceId } = failed.target;
    const { outcome } = result;
    const kept: Wording = (words) =>
        script === "delete"
            ? `Fix the script or the instance and run ${words.nextDelete} again; to give up: ${words.forget()}.`
            : `${printKept(failed, words)}The next ${words.next} runs the script again.`;
    switch (outcome.kind) {
        case "exited":
            return {
                code: "CMD_EXIT",
                summary: `The ${script} script on ${instanceId} ended with exit code ${outcome.exitCode}${printTries(failed.run)}, accepted: ${inputs.acceptedExitCodes.join(", ")}.`,
                commandRan: "ran",
                remedies: exitRemedies(
                    failed,
                    { exitCode: outcome.exitCode, said, interpreter: failed.interpreter, inputs },
                    kept,
                ),
            };
        case "signalled":
            return {
                code: "CMD_SIGNAL",
                summary: `The ${script} script on ${instanceId} was ended by signal ${outcome.signal}.`,
                commandRan: "ran",
                remedies: [
                    kept,
                    "KILL often means that the instance ran out of memory: look at its kernel log (dmesg).",
                ],
            };
        case "timedOut":
            return {
                code: "CMD_TIMEOUT",
                ...describeTimeout(failed),
                commandRan: "ran",
                remedies: [...describeTimeout(failed).remedies, kept],
            };
        case "lost":
            return {
                code: "CMD_LOST",
                summary: `The connection to ${instanceId} was lost while the ${script} script ran, and its result is not known.`,
                commandRan: "may-have-run",
                remedies: [
                    (words) =>
                        `${script === "delete" ? `The next ${words.nextDelete}` : `${printKept(failed, words)}The next ${words.next}`} looks for that run ` +
                        "first: it follows a live run, or takes the result of a finished one. It runs the script again " +
                        "only if the host has neither.",
                ],
                details: outcome.reason,
            };
        case "refused":
            return {
                code: outcome.code,
                summary: `The ${script} script on ${instanceId} could not be started: ${outcome.reason}.`,
                commandRan: "did-not-run",
                remedies: outcome.remedy === undefined ? [] : [outcome.remedy],
            };
    }
}

function printTries({ tries }: FinishedRun): string {
    return tries === 1 ? "" : ` in the last of ${tries} tries`;
}

const SHELL = /(?:^|\/)(?:sh|bash|dash|ksh|ash|zsh)$/;

/** A shell with -e ends at a command that fails, and says nothing of it where the command does not. */
function quietExit({ run, interpreter }: FailedScript): string[] {
    if (run.result.stderr.totalBytes > 0 || !interpreter.some((word) => SHELL.test(word))) {
        return [];
    }
    const endsEarly = interpreter.some((word) => /^-[a-z]*e[a-z]*$/.test(word));
    const why = endsEarly ? "; a command that fails without a word, such as grep -q, ends the script (sh -e)" : "";
    return [
        `The script wrote nothing to stderr${why}. To see the command that ended it, begin the script with: set -x`,
    ];
}

/** Where the exit code tells the cause, its cure; else the script chose the code, and may mean no failure by it. */
function exitRemedies(failed: FailedScript, exit: ScriptExit, kept: Wording): Wording[] {
    const advice = adviceOnExit(exit);
    return advice === undefined
        ? [...quietExit(failed), kept, "If that exit code is not a failure, add it to acceptedExitCodes."]
        : [...advice, ...quietExit(failed), kept];
}

/** The limit that ended the script: its own, or that of the operation, which the host keeps to where it is shorter. */
function describeTimeout({ script, target: { instanceId }, inputs, limit, run }: FailedScript) {
    const { outcome } = run.result;
    const isOfOperation = outcome.kind === "timedOut" && outcome.atDeadline === true;
    const stopped = `The ${script} script on ${instanceId} was stopped${run.tries === 1 ? "" : ` in try ${run.tries}`}`;
    if (limit !== undefined && (isOfOperation || limit.ms < inputs.commandTimeoutMs)) {
        return {
            summary: (words: Words) => `${stopped}: ${worded(limit.name, words)} (${limit.ms / 1000} s) was over.`,
            remedies: [(words: Words) => `Raise ${worded(limit.name, words)}, or make the script end sooner.`],
        };
    }
    return isOfOperation
        ? {
              summary: `${stopped}: the time of the whole operation was over before commandTimeout (${inputs.commandTimeoutMs / 1000} s).`,
              remedies: [({ timeLimits }: Words) => `Give the operation more time${timeLimits}.`],
          }
        : {
              summary: `${stopped}: ${run.tries === 1 ? "it ran" : "its tries took"} longer than commandTimeout allows (${inputs.commandTimeoutMs / 1000} s).`,
              remedies: ["Raise commandTimeout, or make the script end sooner."],
          };
}

/** What there is to look at in state, as a sentence; nothing when the script has left nothing there. */
function printKept({ run, inputs }: FailedScript, { whereStateIs }: Words): string {
    const { outcome, stdout, stderr } = run.result;
    const kept = [
        ...(stdout.totalBytes > 0 ? ["stdout"] : []),
        ...(stderr.totalBytes > 0 ? ["stderr"] : []),
        ...(outcome.kind === "exited" ? ["exit code"] : []),
    ];
    const verb = kept.length === 1 ? "is" : "are";
    const names = [kept.slice(0, -1).join(", "), kept.at(-1)].filter((part) => part !== "").join(" and ");
    const shown = stderr.totalBytes > 0 ? "stderr" : stdout.totalBytes > 0 ? "stdout" : "exitCode";
    const isSecret = shown !== "exitCode" && (inputs.secretPaths.length > 0 || inputs.secretOutputs.includes(shown));
    const where = whereStateIs({ urn: inputs.urn, name: shown, isSecret });
    return kept.length === 0 ? "" : `${names} ${verb} in state${where}. `;
}
