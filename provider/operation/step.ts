import type { FinishedRun, StepResults } from "../state";
import type { OnInstance } from "./on-instance";
import type { Operation } from "./operation";

/** An operation whose script has succeeded, or that had none to run. */
export interface AfterRun extends OnInstance {
    /** Undefined: no script ran in this operation. */
    readonly run: FinishedRun | undefined;
    /** Whether a guard had the script skipped, in this operation or in the one whose steps it goes on with. */
    readonly wasSkipped: boolean;
}

/** One step. It may be done again after a kill: whoever adds one that may not makes it durable on the host. */
export interface Step {
    /** Wire format: stands in state where the step has failed. */
    readonly name: string;
    readonly isWanted: (operation: Operation) => boolean;
    /** @throws {ProviderError} it failed; the steps after it are not done. */
    readonly carryOut: (at: AfterRun) => Promise<StepResults>;
}
