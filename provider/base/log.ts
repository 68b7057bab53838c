import type { Words } from "./words";

/** Where text for the user goes: the resource's own row. Callers redact before they log. */
export interface Log {
    /** A line of live output or a note that stays in the diagnostics. */
    info(text: string): void;
    /** Something the user should look at; the operation goes on. */
    warning(text: string): void;
    /** What is being done now: replaces the row's text, leaves no trace. */
    status(text: string): void;
    /** What the door behind it calls what texts name; absent: plain words. */
    readonly words?: Words;
}

/** Swallows everything. */
export const silentLog: Log = { info: () => {}, warning: () => {}, status: () => {} };
