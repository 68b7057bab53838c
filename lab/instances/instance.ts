import type { Socket } from "node:net";
import type { InstanceFaults } from "../faults/instance-faults";
import type { ConnectionLog } from "./connection-log";
import type { LabImage } from "./image";
import type { InstanceState } from "./launch-options";
import type { PushedKey } from "./pushed-keys";

/** An instance of the lab: what EC2 tells of it, a real SSH server on loopback, and its faults on command. */
export interface LabInstance {
    readonly instanceId: string;
    readonly image: LabImage;
    readonly instanceType: string;
    readonly availabilityZone: string;
    readonly vpcId: string;
    readonly subnetId: string;
    readonly securityGroupIds: readonly string[];
    /** As DescribeInstances tells it; a pushed key is delivered all the same. */
    readonly metadata: "enabled" | "disabled";
    readonly statusChecks: "ok" | "initializing" | "impaired";
    readonly tags: Readonly<Record<string, string>>;
    readonly launchedAt: number;
    readonly osUsers: readonly string[];
    /** As DescribeInstances tells it now. */
    readonly state: InstanceState;
    /** Empty for an instance without a private IPv4 address. */
    readonly privateAddress: string;
    /** Absent while stopped, and another one after a start, as on EC2. */
    readonly publicAddress: string | undefined;
    readonly ipv6Address: string | undefined;
    /** Where sshd listens on the private and the public address: 22 where this process may, else a free port. */
    readonly port: number;
    /** Where sshd listens on `ipv6Address`. */
    readonly ipv6Port: number | undefined;
    /** OpenSSH lines without comments. */
    readonly hostKeyLines: readonly string[];
    /** `SHA256:…`, in the order of `hostKeyLines`. */
    readonly hostKeyFingerprints: readonly string[];
    /** Text of GetConsoleOutput. */
    readonly consoleText: string;
    /** Folder of this machine that is an OS user's home on the instance. */
    homeOf(osUser: string): string;
    readonly connections: ConnectionLog;
    /** Every key that was pushed, in order. */
    readonly pushedKeys: readonly PushedKey[];
    readonly faults: InstanceFaults;
    /** Ends its processes and connections. The home folders stay. */
    stop(): Promise<void>;
    start(): Promise<void>;
    /** Ends its processes and connections, and is back after so many real milliseconds. @default 0 */
    reboot(downMs?: number): Promise<void>;
    /** Ends it for good and removes its folders. DescribeInstances goes on to tell it as terminated. */
    terminate(): Promise<void>;
}

/** What only the lab itself may do with an instance. */
export interface InstanceControl {
    readonly instance: LabInstance;
    /** False when a fault hides it from this call of DescribeInstances. */
    takeDescribe(): boolean;
    /** A connection from within the VPC to its sshd; undefined while it is not running. */
    dialInside(): Socket | undefined;
    /** Takes in a pushed key; whether its OS user exists is of no interest here. */
    pushKey(osUser: string, keyLine: string, requestId: string): void;
}
