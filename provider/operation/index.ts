// In: one create, update or delete, parsed. Out: the outputs to save, or an error that says what did not happen.
// The only room that calls others: it hands down to each what it needs of another, in the order of the data.
// It knows nothing of a door.
export { hasSteps } from "./after-script";
export { announced, markSecrets } from "./announced";
export { apply } from "./apply";
export { type ArgumentFailure, checkArguments } from "./check-arguments";
export { haveNotedTreesChanged, haveTreesChanged } from "./file-changes";
export { forgetRuns } from "./forget-runs";
export { makeInstanceGate } from "./instance-gate";
export { planOperation, planUpdate } from "./operation";
export { makePlanNotes } from "./plan-notes";
export type { OperationPorts } from "./ports";
export { refresh } from "./refresh";
export { undo } from "./undo";
