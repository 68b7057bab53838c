import type { Duplex } from "node:stream";
import type { RouteName } from "../instance/way";

/** An authenticated SSH connection to an instance. The files and command rooms see nothing of SSH but this. */
export interface Session {
    readonly facts: SessionFacts;
    /**
     * Runs `command` on the host by the login shell, as `ssh host command` does. Use it for a constant such as `/bin/sh -s`
     * only: arguments of a remote process are public. A channel that sshd refuses for want of a slot is asked for again.
     * @throws {ProviderError} the connection was lost before the channel was open (`commandRan` is `did-not-run`).
     */
    exec(command: string): Promise<Channel>;
}

export interface TerminalSize {
    readonly columns: number;
    readonly rows: number;
}

export interface TerminalRequest {
    readonly size: TerminalSize;
    /** `TERM` on the host, such as `xterm-256color`. */
    readonly type: string;
    /** @default the login shell */
    readonly command?: string | undefined;
}

/** The streams of a terminal. All its output comes as stdout. */
export interface TerminalChannel extends Channel {
    /** Says that the window has another size now. */
    resize(size: TerminalSize): void;
}

export interface SessionFacts {
    /** `SHA256:` and base64, as ssh-keygen prints it. */
    readonly keyFingerprint: string;
    /** What the push of the key that signed in answered; the instance's own log repeats it. */
    readonly requestId: string;
    readonly hostKeyFingerprint: string;
    /** The route that was taken. */
    readonly route: RouteName;
    /** Where sshd listens: a DNS name, an IPv4 or an IPv6 address without brackets. */
    readonly address: string;
    /** The jump host that it goes through. */
    readonly via?: { readonly instanceId: string; readonly hostKey: string } | undefined;
}

/** One remote command's streams. Both outputs are delivered to the callbacks in order and must be consumed at once. */
export interface Channel {
    /** Resolves when the bytes are accepted by the connection; rejects when the channel is gone. */
    write(data: Buffer | string): Promise<void>;
    /** Ends the remote command's stdin. */
    end(): void;
    onStdout(listener: (chunk: Buffer) => void): void;
    onStderr(listener: (chunk: Buffer) => void): void;
    /** Stops reading (backpressure towards the host) until `resume`. */
    pause(): void;
    resume(): void;
    /** Settles once both outputs have ended or the connection is gone; never rejects. */
    readonly ended: Promise<ChannelEnd>;
    /** Gives the channel up; the remote command may go on. */
    close(): void;
}

/** How a channel ended. A lost connection is its own case: no exit status is never success. */
export type ChannelEnd =
    | { readonly kind: "exited"; readonly exitCode: number }
    | { readonly kind: "signalled"; readonly signal: string }
    | { readonly kind: "lost"; readonly reason: string };

/** A session held by one user of the pool. */
export interface SessionLease {
    readonly session: Session;
    /** The key that the host has shown, as a public key line: `type base64`. */
    readonly hostKey: string;
    /**
     * Opens a terminal on the host, as `ssh -t` does: the login shell, or a command that it runs.
     * @throws {ProviderError} as `Session.exec`.
     */
    terminal(terminal: TerminalRequest): Promise<TerminalChannel>;
    /**
     * Opens a TCP connection from the host, as `ssh -W` does.
     * @throws {ProviderError} `JUMP_…`: the host does not allow it, or nothing answers there.
     */
    forward(address: string, port: number): Promise<Duplex>;
    /**
     * Says that from now on the holder does nothing but follow what goes on without it. Where connections are few, such as through an
     * endpoint, the connection may then be ended for others that wait, and the holder comes back for another.
     */
    onlyFollows(): void;
    /** Gives it back. The connection stays open for others, and closes when nobody wants it. */
    release(): void;
}
