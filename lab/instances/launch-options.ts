import type { HostKeyType } from "./host-keys";
import type { ImageOptions } from "./image";

/** The states of EC2's instance life cycle. */
export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

/** What only a real OpenSSH instance has. */
export interface OpenSshOptions {
    /** Lines of sshd_config, before the lab's own: sshd takes the first. `["MaxStartups 2", "RekeyLimit 1M"]` */
    readonly sshdConfig?: readonly string[];
    /** The whole of /etc/sudoers, where sudo is installed. @default every OS user may do everything without a password */
    readonly sudoers?: string;
    /**
     * Shell lines run as root in the instance's own view of the machine before sshd starts: mounts made here are the instance's
     * alone. `"mount -o remount,noexec /tmp"`
     */
    readonly setup?: string;
    /** How long it is down, in real milliseconds, if somebody on it calls `reboot`. @default 0 */
    readonly rebootMs?: number;
}

/** How long after the launch each part of an instance comes to be, as on EC2: by the lab's clock, but for `sshdMs`. All are 0 unless set. */
export interface LaunchLag {
    /** DescribeInstances doesn't know it. */
    readonly unknownMs?: number;
    /** DescribeInstances says `pending`. */
    readonly pendingMs?: number;
    /** DescribeInstances tells no address of it. */
    readonly addressMs?: number;
    /** Its port is closed, in real milliseconds. */
    readonly sshdMs?: number;
    /** sshd does not look for pushed keys yet. */
    readonly keysMs?: number;
    /** Its console is blank. */
    readonly consoleMs?: number;
}

/** How an instance of the lab is made. Everything has a default. */
export interface LaunchOptions extends OpenSshOptions {
    /**
     * `"embedded"`: an SSH server in this process, needs nothing. `"openssh"`: a real sshd, as root in namespaces of its own.
     * @default "embedded"
     */
    readonly kind?: "embedded" | "openssh";
    /** OS users that exist on the instance. @default ["ec2-user"] */
    readonly osUsers?: readonly string[];
    /** @default Amazon Linux 2023 */
    readonly image?: ImageOptions;
    /** `"pending"` stays so until `faults.becomesRunning()`. @default "running" */
    readonly state?: "running" | "pending" | "stopped";
    /** How long DescribeInstances says `pending`, by the lab's clock. @default 0 */
    readonly pendingMs?: number;
    /** What comes late. `{ unknownMs: 2_000, pendingMs: 5_000, sshdMs: 9_000 }` */
    readonly launchLag?: LaunchLag;
    readonly tags?: Readonly<Record<string, string>>;
    /** Groups of `lab.createSecurityGroup()`. @default one that allows everything */
    readonly securityGroupIds?: readonly string[];
    /** What DescribeInstances says of the metadata service. @default "enabled" */
    readonly metadata?: "enabled" | "disabled";
    /** What DescribeInstanceStatus says of the instance. @default "ok" */
    readonly statusChecks?: "ok" | "initializing" | "impaired";
    /** @default a fresh one of 17 hexadecimal digits */
    readonly instanceId?: string;
    /** @default "t3.micro" */
    readonly instanceType?: string;
    /** @default the lab's zone */
    readonly availabilityZone?: string;
    /** @default the lab's VPC */
    readonly vpcId?: string;
    /** @default the lab's subnet */
    readonly subnetId?: string;
    /**
     * `"own"`: a second loopback address, another one after a stop and start, as on EC2. `"same"`: the private address.
     * `"closed"`: an address is told, and its port is closed, as by a security group that rejects. `"none"`: no public address.
     * @default "own"
     */
    readonly publicAddress?: "own" | "same" | "closed" | "none";
    /**
     * `"reachable"`: this machine can connect to the private address, as from within the VPC. `"vpc-only"`: the address is told, but
     * only endpoints and jump hosts of the lab reach it. `"none"`: an instance of an IPv6-only subnet.
     * @default "reachable"
     */
    readonly privateAddress?: "reachable" | "vpc-only" | "none";
    /**
     * True: also listens on `::1`. Its port is `ipv6Port`, because all instances share that address. `"vpc-only"`: an address of its
     * own that only endpoints and jump hosts of the lab reach.
     * @default false
     */
    readonly ipv6?: boolean | "vpc-only";
    /**
     * Folder that is the home of every OS user; it is kept when the instance ends.
     * @default a private temporary folder for each user, removed when the instance is terminated
     */
    readonly home?: string;
    /** Files put into every OS user's home, by path: `{ ".bashrc": "echo hello" }`. */
    readonly homeFiles?: Readonly<Record<string, string>>;
    /** @default ["ed25519"] */
    readonly hostKeyTypes?: readonly HostKeyType[];
    /** Shell that gets `-c` and each command. @default "/bin/sh" */
    readonly loginShell?: string;
    /** What GetConsoleOutput gives: the host keys as cloud-init prints them, nothing, or your text. @default "host-keys" */
    readonly console?: "host-keys" | "empty" | { readonly text: string };
    /** Sessions that a connection may have open; the next open fails. @default 10 */
    readonly maxSessions?: number;
    /** Failed attempts after which a connection is closed. @default 6 */
    readonly maxAuthTries?: number;
    /** How long a connection may take to sign in, in real milliseconds. @default 120000 */
    readonly loginGraceTimeMs?: number;
}
