import type { Socket } from "node:net";
import type { HostKey } from "./host-keys";

/** A running SSH server behind an instance's front. */
export interface SshHost {
    /** Opens a connection to the server; the front puts a client's bytes through it. */
    dial(): Socket;
    /** Ends the server, its connections, and every process that was started through it. */
    stop(): Promise<void>;
}

/** What an SSH server of an instance asks the lab. */
export interface SshHostDuties {
    readonly hostKeys: readonly HostKey[];
    /** The OS users that exist on the instance, each with its home. */
    readonly homes: ReadonlyMap<string, string>;
    /** The authorized_keys lines of a user now: what sshd's AuthorizedKeysCommand would print. Asked at each step of a sign-in. */
    authorizedKeys(osUser: string): Promise<readonly string[]>;
    recordSignIn(osUser: string, outcome: "accepted" | "refused", keyFingerprint?: string): void;
    recordCommand(command: string): void;
    /** A connection from the instance to another one of its VPC, as a jump host opens it; undefined where there is none. */
    forward(address: string, port: number): Socket | undefined;
    /** Somebody on the instance has called `reboot`. */
    reboot(): void;
    /** Most connections that may be signing in at a time; more are closed. */
    maxStartups(): number;
}
