// In: an instance id, the connection arguments, a way to ask AWS. Out: a target (instance, OS user, address), or the proof that
// the instance is gone.
// It never dials, never runs anything, and names no vendor: what it asks of AWS is handed to it.
export { awaitConsoleKeys } from "./await-console-keys";
export { type GoneRequest, proveGone } from "./prove-gone";
export { resolveTarget, type TargetRequest } from "./resolve-target";
export type { Target } from "./target";
export { wayTo } from "./way";
