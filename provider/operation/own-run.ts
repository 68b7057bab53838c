import type { Random } from "../base/random";
import {
    type CommandDeps,
    type CommandPlan,
    digestOf,
    type EarlierRun,
    nameOfFirstReleases,
    nameRun,
    planCommand,
    type RunQuestion,
    runNameOf,
    settleEarlierRuns,
    type TryRule,
} from "../command";
import { fingerprintFiles } from "../files";
import type { WantedPath } from "../files/wanted/wanted-path";
import type { Connect } from "../host";
import { DEFAULT_INTERPRETER, runIdentityOf } from "../inputs";
import type { Inputs } from "../inputs/inputs";
import { interpreterFor } from "./interpreter-for";
import { scriptLimitMs } from "./limits";
import { liveOutput } from "./live-output";
import type { Operation } from "./operation";
import { noteScriptEndings } from "./script-endings";

/** The run that an operation is about to start, and what tells it from all others. */
export interface OwnRun {
    readonly operation: Operation;
    /** Undefined: there is no script. */
    readonly plan: CommandPlan | undefined;
    readonly question: RunQuestion;
    readonly token: string;
}

/** Decides the run of an operation. Its name is public; what it is made from goes into a digest that stays on the host. */
export function planRun(operation: Operation, wanted: readonly WantedPath[], random: Random): OwnRun {
    const { inputs, recorded, name, script } = operation;
    const owner = ownerOfRuns(operation);
    const runCount = recorded?.runCount ?? 0;
    const runId = nameRun(owner, runCount + 1);
    const token = random.hex(8);
    const plan = script === undefined ? undefined : planScript({ operation, wanted, runId, token }, script);
    const oldName = (runNumber: number) =>
        nameOfFirstReleases(inputs, {
            operation: name,
            runNumber,
            script: script ?? "",
            interpreter: inputs.interpreter ?? DEFAULT_INTERPRETER,
        });
    return {
        operation,
        plan,
        token,
        question: {
            owner,
            name: runId,
            digest: plan === undefined ? undefined : digestOf(plan),
            tryRule: tryRuleOf(inputs),
            lostRunName:
                recorded?.isLost === true && recorded.runId !== ""
                    ? runNameOf(recorded.runId, recorded.tries)
                    : undefined,
            lostName: recorded?.isLost === true && recorded.runId !== "" ? recorded.runId : undefined,
            // The first releases counted a lost run.
            sameUnderOldNames:
                script === undefined
                    ? []
                    : [oldName(runCount + 1), ...(recorded?.isLost === true ? [oldName(runCount)] : [])],
            onlySuccessCounts: name === "delete" ? inputs.acceptedExitCodes : undefined,
        },
    };
}

/** When the script runs again; undefined: it has one try. */
export function tryRuleOf({ retry, acceptedExitCodes }: Inputs): TryRule | undefined {
    return retry && { most: retry.tries, accepted: acceptedExitCodes, onExitCodes: retry.onExitCodes };
}

/** Whose runs those of an operation are: public facts. */
export function ownerOfRuns({ inputs, recorded, resourceId }: Operation): RunQuestion["owner"] {
    return {
        urn: inputs.urn ?? "",
        organization: inputs.organization ?? "",
        instanceId: inputs.instanceId,
        resourceId: recorded === undefined ? undefined : resourceId,
    };
}

interface NamedRun {
    readonly operation: Operation;
    readonly wanted: readonly WantedPath[];
    readonly runId: string;
    readonly token: string;
}

function planScript({ operation, wanted, runId, token }: NamedRun, script: string): CommandPlan {
    const { inputs, recorded, name, raw, log } = operation;
    noteScriptEndings(operation);
    return planCommand(inputs, {
        runId,
        token,
        script,
        interpreter: interpreterFor(inputs, script),
        scriptOnStdin: inputs.interpreter?.at(-1) === "-",
        givesValues: true,
        madeFrom: JSON.stringify([name, runIdentityOf(raw), fingerprintFiles(wanted)]),
        previousOutput: recorded === undefined || recorded.runId === "" ? undefined : recorded,
        timeoutMs: scriptLimitMs(operation),
        ...liveOutput(inputs, log),
    });
}

/** Waits until no earlier run of the resource is live that is not this operation's own. */
export function settleBefore(
    { question, token, operation }: OwnRun,
    connect: Connect,
    deps: CommandDeps,
): Promise<EarlierRun> {
    const { inputs, recorded, olds } = operation;
    // Those of the last operation, too: its run may be live.
    const osUsers = [inputs.runAs, olds?.runAs, recorded?.osUser].filter((user) => typeof user === "string");
    return settleEarlierRuns({ question, token, osUsers: [...new Set(osUsers)] }, connect, deps);
}
