import type { Agent } from "node:https";
import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { Routes, TunnelWay } from "../instance/way";
import type { KeyChoice } from "./key-source";
import type { SessionLease } from "./session";

/** The host to sign in to, as the pool, the messages and the host key trust tell it from others. */
export interface SshHost {
    readonly instanceId: string;
    readonly availabilityZone: string;
    readonly osUser: string;
}

/** What one attempt to open a tunnel is made with. */
export interface TunnelAccess {
    /** A signed address. It may hold a session token: never show it. */
    readonly url: string;
    readonly agent: Agent;
    readonly signal: AbortSignal;
}

/** Gives each attempt a signed address; tries again where the error that it throws is one that passes. */
export type OpenTunnel = <T>(
    way: TunnelWay,
    attempt: (access: TunnelAccess) => Promise<T>,
    deadline: Deadline,
) => Promise<T>;

/** A jump host that is connected to. */
export interface JumpHost {
    readonly instanceId: string;
    readonly hostKeyFingerprint: string;
    /** Opens a stream from there. */
    readonly forward: SessionLease["forward"];
    /** Gives it back: when the stream is over, or there was none. */
    release(): void;
}

/** Everything that one resource asks of the session room: frozen plain data, and the functions handed down to it. */
export interface SessionRequest extends Routes {
    readonly target: SshHost;
    /** What the program asked for as the route: sessions are shared only where it is equal, whichever route was taken. */
    readonly routeChoice: string;
    /** The name of the route to try first, if this process has not taken one yet. */
    readonly preferredRoute?: string | undefined;
    /** Tells apart by whose credentials keys are pushed: sessions are shared only where it is equal. */
    readonly credentialsKey: string;
    /** The key that signs in. @default a fresh ed25519 key for each connection */
    readonly key?: KeyChoice;
    readonly hostKeyPolicy: HostKeyPolicy;
    /** `connection.hostKeys` as the program gave them. */
    readonly hostKeys: readonly string[];
    /** Why there may be no key to compare with; a part of a sentence. */
    readonly firstUseReason?: string;
    /** Fingerprints in state. */
    readonly recordedHostKeys: readonly string[];
    /** Until when the session must be open; time spent waiting for a slot of ours does not count. */
    readonly deadline: Deadline;
    /** Has the host accept a public key for the target's OS user, for long enough to sign in once. */
    readonly push: (publicKeyLine: string, deadline: Deadline) => Promise<{ readonly requestId: string }>;
    /** Needed for routes through an endpoint only. */
    readonly openTunnel?: OpenTunnel;
    /** Connects to the jump host. Needed for routes through one only. */
    readonly leaseJump?: (deadline: Deadline) => Promise<JumpHost>;
    /** It is a jump host itself: its connection carries as many others as come. */
    readonly isJump?: boolean;
    readonly log: Log;
}
