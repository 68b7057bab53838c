// In: the connection arguments, the stack's aws: configuration. Out: a way to AWS for these settings: lookups of instances and
// images, the caller's account, and the push of a key. Names the AWS SDK, and translates its errors, for the whole provider.
// It decides nothing about an instance, never dials one, and changes nothing at AWS but the pushed key.
export type { Aws, AwsPort, ImageFacts, InstanceFacts } from "./aws";
export { makeAws } from "./make-aws";
export { makePushKey, type PushKey } from "./push-key";
export { type AwsSettings, resolveAwsSettings } from "./settings";
