/**
 * A local EC2 for tests. Options come in; an API and SSH hosts on loopback go out, real enough for the AWS SDK, the AWS CLI
 * and OpenSSH. It never contacts AWS, never listens beyond loopback, and runs the commands it is sent on this machine.
 */
export type { LoggedRequest } from "./api/request-log";
export type { AccessKey } from "./api/signature";
export type { LabClock } from "./clock";
export type { LabEndpoint } from "./endpoint/endpoint";
export type { EndpointFaults, TunnelCut, TunnelEnd } from "./endpoint/endpoint-faults";
export type { EndpointOptions } from "./endpoint/endpoint-options";
export type { TunnelLog } from "./endpoint/tunnel-log";
export type { ActionName, ApiFaults } from "./faults/api-faults";
export type { InstanceFaults } from "./faults/instance-faults";
export type { CutManner, CutPlan } from "./faults/link";
export type { ConnectionLog, SignIn } from "./instances/connection-log";
export type { HostKeyType } from "./instances/host-keys";
export type { ImageOptions, LabImage } from "./instances/image";
export type { LabInstance } from "./instances/instance";
export type { InstanceState, LaunchLag, LaunchOptions, OpenSshOptions } from "./instances/launch-options";
export type { PushedKey } from "./instances/pushed-keys";
export { type Lab, type LabOptions, startLab } from "./lab";
export type { AclRule, GroupRule, NetworkOptions, SecurityGroup } from "./network/security-group";
