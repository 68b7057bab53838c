// In: an instance and the options of a person who signs in by hand. Out: who signs in, by which host keys, and a stream to sshd.
// The same rooms in the same order as an operation, without a script, a pool or state. It knows nothing of a door, and loads neither
// files/ nor command/: a command line starts fast.
export { connectByHand } from "./connect-by-hand";
export { examine } from "./examine";
export { findByHand, type HandPorts } from "./find-by-hand";
export { openWay } from "./open-way";
export type { Step, StepName } from "./step";
