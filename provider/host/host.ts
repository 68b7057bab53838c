import type { Order, RunningOrder } from "./order";
import type { Shell, ShellSettings } from "./shell";

/** A host that somebody has signed in to. The rooms that do something there see nothing of SSH but this. */
export interface Host {
    /** Has a text carried out, by the shell that is kept open for its user on this connection where that works. */
    order(order: Order): RunningOrder;
    /**
     * Opens a shell for a conversation: pieces of program with contents between them.
     * @throws {ProviderError} no channel could be opened.
     */
    openShell(settings: Omit<ShellSettings, "evaluator" | "marker">): Promise<Shell>;
}

/** A host, for as long as it is needed. */
export interface HostLease {
    readonly host: Host;
    /** Says that from now on nothing is done but to follow what goes on without the connection: it may be handed on to others that wait. */
    onlyFollows(): void;
    /** Gives the connection back. It stays open for others, and closes when nobody wants it. */
    release(): void;
}
