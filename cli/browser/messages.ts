// What the page and this process tell each other over their one websocket: these messages as JSON in text frames, and the bytes of the
// terminal in binary frames.

export interface Size {
    readonly columns: number;
    readonly rows: number;
}

/** From the page. */
export type Wish =
    /** The first one: nothing else is heard before it. */
    | { readonly type: "hello"; readonly secret: string }
    | { readonly type: "list" }
    | { readonly type: "open"; readonly instanceId: string; readonly size: Size }
    | { readonly type: "resize"; readonly size: Size }
    /** So many bytes of the terminal's output have been shown. */
    | { readonly type: "shown"; readonly bytes: number }
    | { readonly type: "leave" };

/** To the page. */
export type News =
    /** The instance that the command line names, if it names one. */
    | { readonly type: "welcome"; readonly instanceId: string | undefined; readonly region: string }
    | { readonly type: "instances"; readonly instances: readonly ListedRow[] }
    | { readonly type: "status"; readonly text: string }
    | { readonly type: "opened"; readonly title: string; readonly detail: string }
    /** The terminal, or the attempt to open one, is over. */
    | { readonly type: "ended"; readonly text: string; readonly isFailure: boolean };

/** An instance as the page lists it. */
export interface ListedRow {
    readonly instanceId: string;
    readonly name: string;
    readonly state: string;
    readonly addresses: readonly string[];
    /** Empty if it can't be told. */
    readonly osUser: string;
    /** How it would be reached. */
    readonly route: string;
    /** Why nobody can sign in to it now; empty if nothing speaks against it. */
    readonly obstacle: string;
}
