// What is done after a script has succeeded, in order, step by step. State records the script as succeeded and the step that
// failed; the next operation goes on from that step and does not run the script again.
import { afterCommand, isProviderError, withoutCommand } from "../base/error";
import type { AfterScript, StepResults } from "../state";
import { fetchStep } from "./fetch-step";
import type { Operation } from "./operation";
import { readStep } from "./read-step";
import { rebootStep } from "./reboot-step";
import type { AfterRun, Step } from "./step";

/** In the order in which they are done. */
const STEPS: readonly Step[] = Object.freeze([fetchStep, rebootStep, readStep]);

/** The steps that an operation is to do; all of them where none has the name of the one that failed, as in a later release. */
function stepsOf(operation: Operation): readonly Step[] {
    const { doesStepsOnly, stepsFrom, stepsDue } = operation;
    const first = STEPS.findIndex(({ name }) => name === stepsFrom);
    const isDue = (name: string, index: number) =>
        !doesStepsOnly || (stepsFrom !== undefined && index >= first) || stepsDue.includes(name);
    return STEPS.filter(({ name, isWanted }, index) => isWanted(operation) && isDue(name, index));
}

/** Whether a step of an earlier operation is left to do. */
export function hasSteps(operation: Operation): boolean {
    return stepsLeft(operation).length > 0;
}

/** What is left to do of the steps of an earlier operation, by name. */
export function stepsLeft(operation: Operation): readonly string[] {
    return operation.doesStepsOnly ? stepsOf(operation).map(({ name }) => name) : [];
}

/** Does the steps until one fails, and says how far they came. */
export async function doStepsAfterScript(at: AfterRun): Promise<AfterScript> {
    const steps = stepsOf(at.operation);
    const isReadNotDue = !steps.includes(readStep);
    let results: StepResults = {};
    for (const { name, carryOut } of steps) {
        try {
            results = { ...results, ...(await carryOut(at)) };
        } catch (thrown) {
            const error = at.run === undefined ? withoutCommand(thrown) : afterCommand(thrown);
            if (!isProviderError(error)) {
                throw error;
            }
            return { results, isReadNotDue, failed: { step: name, error } };
        }
    }
    return { results, isReadNotDue };
}
