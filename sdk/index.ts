// What a program imports: the resource and the types of its arguments and outputs.
export type { AssumeRoleArgs, ConnectionArgs, ViaArgs } from "./connection-args";
export type { FileArgs } from "./file-args";
export { InstanceConnectCommand } from "./instance-connect-command";
export type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
export type { RunInfo } from "./run-info";
