// In: the connection arguments, the stack's aws: configuration. Out: a way to AWS for these settings: lookups of instances and
// images and endpoints, the caller's account, the push of a key, signed addresses of tunnels. Names the AWS SDK, and translates its errors, for the whole provider.
// It decides nothing about an instance, never dials one, and changes nothing at AWS but the pushed key.
export type { Aws, AwsPort, EndpointFacts, ImageFacts, InstanceFacts } from "./aws";
export { type ListedInstance, makeListInstances } from "./list-instances";
export { type AwsLooks, makeAwsLooks } from "./looks";
export { makeAws } from "./make-aws";
export { makeOpenTunnel, type OpenTunnel } from "./open-tunnel";
export { makePushKey, type PushKey } from "./push-key";
export { resolveAwsSettings } from "./resolve-settings";
export type { AwsSettings } from "./settings";
