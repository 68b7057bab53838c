/** The stage of a connection that was cut. */
export interface Leftover {
    readonly directory: string;
    readonly stageName: string;
    readonly userId: string;
}
