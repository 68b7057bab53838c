import type { Deadline } from "../base/deadline";
import type { ChannelEnd } from "../session/session";
import type { Frame } from "./frame-parser";

/** A text that a host is to run, and by when. It may be sent twice, and be run twice: what it does must bear that. */
export interface Order {
    /** The user of the host that it runs as, with that user's home. @default the user that signs in */
    readonly osUser?: string | undefined;
    /** Functions that the text calls. A shell that is kept open gets and reads each only once. */
    readonly libraries: readonly string[];
    /**
     * Runs before `text` and must not wait for anything, since other orders wait for it: for what an asynchronous shell may not
     * do, such as starting a process that is to take SIGINT. Fails or exits with another code than 0 to leave `text` out.
     */
    readonly start?: string;
    /** Runs beside other orders, with a stdin that is empty. Its reports come back as frames. */
    readonly text: string;
    /** Gets a shell of its own, in which `start` and `text` are one process. @default false */
    readonly alone?: boolean;
    /** When nothing more is waited for; what the host does goes on. */
    readonly deadline: Deadline;
    readonly onFrame: (frame: Frame) => void;
    /** Reports after which nothing more is waited for. @default none: the text comes to its end */
    readonly closing?: ReadonlySet<string>;
    /** Told right before the text is on its way: from then on it may run. */
    readonly onSent?: () => void;
}

/** How an order ended, as far as that is known here. */
export type OrderEnd =
    /** The text came to its end. */
    | { readonly kind: "over" }
    /** The connection or the shell is gone, or the time is over: what became of the text is not known. */
    | { readonly kind: "lost"; readonly reason: string }
    /** The shell ended by itself. Without a hello it never ran a text of ours; it hangs if it has not even ended by then. */
    | {
          readonly kind: "silent";
          readonly channelEnd: ChannelEnd;
          readonly said: string;
          readonly hello: boolean;
          readonly isHung?: true;
      }
    /** Sudo did not start a shell of the user. */
    | { readonly kind: "no-user"; readonly exitCode: number; readonly said: string };

export interface RunningOrder {
    /**
     * Rejects with a ProviderError when no channel could be opened, and with `CMD_LOGIN_SHELL_HANGS` when the login shell does not
     * come to run anything: nothing that begins a run was sent.
     */
    readonly ended: Promise<OrderEnd>;
    /** For how long the host has been silent that could have spoken. Waiting for its turn to speak does not count. */
    quietMs(): number;
    /** Ends the wait: the order is lost. */
    giveUp(reason: string): void;
}
