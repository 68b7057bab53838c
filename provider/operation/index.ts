// In: one create, update or delete, parsed. Out: all that is kept of it, or an error that says what did not happen.
// The only room that calls others: it hands down to each what it needs of another, in the order of the data.
// It knows nothing of a door, and writes no state.
export { redactFor } from "./live-output";
export { type Operation, planOperation } from "./operation";
export type { OperationPorts } from "./ports";
export { runOperation } from "./run-operation";
