import type { Log } from "../base/log";
import { compareInputs } from "../inputs";
import type { FileInput, Inputs } from "../inputs/inputs";
import type { Recorded, ScriptName } from "../state";

type Properties = Record<string, unknown>;

/** `read` is a refresh: it runs none of the other scripts. */
export type OperationName = ScriptName | "read";

/** One create, update, delete or refresh with all that it starts from: parsed once, frozen, handed down. */
export interface Operation<Name extends OperationName = OperationName> {
    readonly name: Name;
    /** The resource's id: of a create that has not answered yet nobody else knows it. */
    readonly resourceId: string;
    /** Undefined: there is none to run. */
    readonly script: string | undefined;
    /** Whether the script had succeeded before: then only steps after it are to be done. */
    readonly doesStepsOnly: boolean;
    /** Of those, all from this one on: it has failed. */
    readonly stepsFrom: string | undefined;
    /** Of those, these: their arguments have changed. */
    readonly stepsDue: readonly string[];
    readonly inputs: Inputs;
    /** The arguments as the program or state has them. */
    readonly raw: Properties;
    /** The outputs in state, and what they say; undefined when there are none. */
    readonly olds: Properties | undefined;
    readonly recorded: Recorded | undefined;
    /** What is to be on the instance afterwards: put there before the script, and on delete removed after it. */
    readonly files: readonly FileInput[];
    readonly limitMs: number | undefined;
    /** Whose limit the engine applies: the one of update where create is tried again. */
    readonly limitOf: OperationName;
    readonly log: Log;
}

/** Decides what an operation of this name runs, and how long it may take. Pure. */
export function planOperation<const Name extends OperationName>(
    given: Pick<Operation<Name>, "name" | "resourceId" | "inputs" | "raw" | "log"> &
        Partial<Pick<Operation, "olds" | "recorded" | "stepsFrom" | "stepsDue">>,
): Operation<Name> {
    const start = { olds: undefined, recorded: undefined, stepsFrom: undefined, stepsDue: [], ...given };
    const { name, inputs, recorded, stepsFrom, stepsDue } = start;
    const doesStepsOnly = stepsFrom !== undefined || stepsDue.length > 0;
    const placesFiles = !doesStepsOnly && (name === "create" || name === "update");
    return Object.freeze({
        ...start,
        doesStepsOnly,
        script: doesStepsOnly ? undefined : scriptOf(start),
        files: placesFiles ? inputs.files : [],
        ...limitOf(name, inputs, recorded),
    });
}

function scriptOf({ name, inputs, recorded }: Pick<Operation, "name" | "inputs" | "recorded">): string | undefined {
    switch (name) {
        case "create":
            return inputs.create;
        case "update":
            return inputs.update ?? inputs.create;
        case "read":
            return undefined;
        case "delete":
            // If no script ever ran there are only files to remove.
            return recorded?.runCount === 0 && !recorded.created && !recorded.isLost ? undefined : inputs.delete;
    }
}

/** A retry of `create` after a failure is an update to the engine, and has the update's time. */
function limitOf(name: OperationName, { timeLimits }: Inputs, recorded: Recorded | undefined) {
    if (name === "delete") {
        return { limitOf: name, limitMs: timeLimits.deleteMs } as const;
    }
    if (name === "read") {
        return { limitOf: name, limitMs: timeLimits.readMs } as const;
    }
    return recorded === undefined
        ? ({ limitOf: "create", limitMs: timeLimits.createMs } as const)
        : ({ limitOf: "update", limitMs: timeLimits.updateMs } as const);
}

/** Steps that are due again when the argument of their name has changed. */
function isStep(argument: string): boolean {
    return argument === "fetch";
}

/** An update; or a create, until one has succeeded. Where the script is done, only the steps that it left unfinished are to do. */
export function planUpdate(
    given: Pick<Operation, "resourceId" | "inputs" | "raw" | "log" | "olds"> & { readonly recorded: Recorded },
    isDone: boolean,
): Operation<ScriptName> {
    const { created, unfinishedStep } = given.recorded;
    return planOperation({
        ...given,
        name: created ? "update" : "create",
        stepsFrom: isDone ? unfinishedStep : undefined,
        stepsDue: isDone ? compareInputs(given.olds ?? {}, given.raw).record.filter(isStep) : [],
    });
}
