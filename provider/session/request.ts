import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { Target } from "../instance/target";
import type { KeyChoice } from "./key-source";

/** Everything that one resource asks of the session room: frozen plain data, and the functions handed down to it. */
export interface SessionRequest {
    readonly target: Target;
    /** Tells apart the AWS settings that push keys: sessions are shared only where it is equal. */
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
    /** Pushes a public key for the target's OS user (SendSSHPublicKey). */
    readonly push: (publicKeyLine: string, deadline: Deadline) => Promise<{ readonly requestId: string }>;
    readonly log: Log;
}
