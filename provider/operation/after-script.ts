// What is done after a script has succeeded, in order, step by step. State records the script as succeeded and the step that
// failed; the next operation goes on from that step and does not run the script again.
import { afterCommand, isProviderError, withoutCommand } from "../base/error";
import type { AfterScript, StepResults } from "../state";
import type { Operation } from "./operation";
import { readStep } from "./read-step";
import { rebootStep } from "./reboot-step";
import type { AfterRun, Step } from "./step";

/** In the order in which they are done. */
const STEPS: readonly Step[] = Object.freeze([rebootStep, readStep]);

/** The steps that an operation is to do, from that one on; all of them where no step has that name, as in a later release. */
function stepsOf(operation: Operation, from: string | undefined): readonly Step[] {
    const first = STEPS.findIndex(({ name }) => name === from);
    return STEPS.slice(Math.max(0, first)).filter(({ isWanted }) => isWanted(operation));
}

/** Whether a step of an earlier operation is left to do. */
export function hasSteps(operation: Operation): boolean {
    return stepsLeft(operation).length > 0;
}

/** What is left to do of the steps of an earlier operation, by name. */
export function stepsLeft(operation: Operation): readonly string[] {
    return operation.stepsFrom === undefined ? [] : stepsOf(operation, operation.stepsFrom).map(({ name }) => name);
}

/** Does the steps until one fails, and says how far they came. */
export async function doStepsAfterScript(at: AfterRun): Promise<AfterScript> {
    let results: StepResults = {};
    for (const { name, carryOut } of stepsOf(at.operation, at.operation.stepsFrom)) {
        try {
            results = { ...results, ...(await carryOut(at)) };
        } catch (thrown) {
            const error = at.run === undefined ? withoutCommand(thrown) : afterCommand(thrown);
            if (!isProviderError(error)) {
                throw error;
            }
            return { results, failed: { step: name, error } };
        }
    }
    return { results };
}
