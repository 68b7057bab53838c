/** Something that took time in the provider's process, in milliseconds since 1970. */
export interface Span {
    readonly kind: "start" | "load" | "call" | "aws" | "connect";
    readonly name: string;
    readonly from: number;
    readonly to: number;
}

/** Bytes that went over the SSH connection at a moment. */
export interface Burst {
    readonly kind: "in" | "out";
    readonly at: number;
    readonly bytes: number;
}

export type Moment = Span | Burst;

/** The file that the probe appends to, a line of JSON for each moment. */
export const TIMELINE_FILE = "BENCH_TIMELINE_FILE";
/** The address of the sshd whose connection is watched. */
export const TIMELINE_HOST = "BENCH_TIMELINE_HOST";
