// In: an instance id, the connection arguments, the stack's aws: configuration. Out: a target (instance, OS user, address), or
// the proof that the instance is gone. Names the AWS SDK, and translates its errors, for the whole provider but the key push.
// It never dials, never runs anything, and changes nothing at AWS.
export type { Aws, AwsPort, ImageFacts, InstanceFacts } from "./aws";
export { makeAws } from "./make-aws";
export { type GoneRequest, proveGone } from "./prove-gone";
export { resolveTarget, type TargetRequest } from "./resolve-target";
export { type AwsSettings, resolveAwsSettings } from "./settings";
export type { Target } from "./target";
