/** What is looked for. */
export interface LookRequest {
    /** Names that only this operation may start from now on. */
    readonly claims: readonly string[];
    readonly token: string;
    readonly prefix: string;
    /** Names to look at beside those with the prefix. */
    readonly names: readonly string[];
    /** Users of the host to look as, beside the one that signs in. */
    readonly osUsers: readonly string[];
    /** A live run whose end is waited for on the host, 10 seconds at most. */
    readonly awaited: string | undefined;
}
