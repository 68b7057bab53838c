// What a program imports: the resource, the policy that it needs, and the types of their arguments and outputs.
export type { AssumeRoleArgs, ConnectionArgs, ViaArgs } from "./connection-args";
export type { FetchArgs } from "./fetch-args";
export type { FileArgs } from "./file-args";
export { InstanceConnectCommand } from "./instance-connect-command";
export type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
export { leastPolicy } from "./policy/least-policy";
export type { LeastPolicyArgs, PolicyHostKeys, PolicyRoute } from "./policy/least-policy-args";
export type { PolicyDocument, PolicyStatement } from "./policy/policy-document";
export type { RetryArgs } from "./retry-args";
export type { RunInfo } from "./run-info";
