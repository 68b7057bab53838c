// In: an instance id, the connection arguments, a way to ask AWS. Out: a target (instance, OS user), the
// routes to it, the host keys on its console, or the proof that the instance is gone.
// It never dials, never runs anything, and names no vendor: what it asks of AWS is handed to it.
export { type ConsoleKeys, type LookDeps, makeConsoleKeys } from "./console-keys";
export { osUserOfImage } from "./os-user";
export { outlookOf } from "./outlook";
export { planRoutes } from "./plan-routes";
export { type GoneRequest, proveGone } from "./prove-gone";
export { type FoundTarget, resolveTarget, type TargetRequest } from "./resolve-target";
export type { Target } from "./target";
export type { Routes } from "./way";
