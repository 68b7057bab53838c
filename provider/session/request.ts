import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { Way } from "../instance/way";
import type { KeyChoice } from "./key-source";

/** The host to sign in to, as the pool, the messages and the host key trust tell it from others. */
export interface SshHost {
    readonly instanceId: string;
    readonly availabilityZone: string;
    readonly osUser: string;
    /** The name of the way there, for messages. */
    readonly route: string;
    /** Where its sshd listens: a DNS name, an IPv4 or an IPv6 address without brackets. */
    readonly address: string;
    readonly port: number;
}

/** Everything that one resource asks of the session room: frozen plain data, and the functions handed down to it. */
export interface SessionRequest {
    readonly target: SshHost;
    /** How to get there. @default directly, to the target's address and port */
    readonly way?: Way;
    /** Tells apart by whose credentials keys are pushed: sessions are shared only where it is equal. */
    readonly credentialsKey: string;
    /** The key that signs in. @default a fresh ed25519 key for each connection */
    readonly key?: KeyChoice;
    readonly hostKeyPolicy: HostKeyPolicy;
    /** `connection.hostKeys` as the program gave them. */
    readonly hostKeys: readonly string[];
    /** Fingerprints in state. */
    readonly recordedHostKeys: readonly string[];
    /** Until when the session must be open; time spent waiting for a slot of ours does not count. */
    readonly deadline: Deadline;
    /** Has the host accept a public key for the target's OS user, for long enough to sign in once. */
    readonly push: (publicKeyLine: string, deadline: Deadline) => Promise<{ readonly requestId: string }>;
    readonly log: Log;
}

/** The way that a request asks for. */
export function wayOf({ way, target }: Pick<SessionRequest, "way" | "target">): Way {
    return way ?? { kind: "direct", address: target.address, port: target.port };
}
