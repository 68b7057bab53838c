import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Often enough that what gathers is small beside the process, seldom enough to cost a hundredth of what the bytes do. */
const SWEEP_BYTES = 4 * 1024 * 1024;

let passedBytes = 0;
let sweep: (() => void) | undefined;

/**
 * Counts bytes that a connection has carried, and after each 4 MiB has V8 free the buffers that were used for them. By itself V8 lets
 * a hundred MiB of them gather: they lie outside of its heap, where it does not look often.
 */
export function carried(byteCount: number): void {
    passedBytes += byteCount;
    if (passedBytes >= SWEEP_BYTES) {
        passedBytes = 0;
        sweep ??= makeSweep();
        sweep();
    }
}

/**
 * V8's own collection of what is young, some milliseconds at most. There is no other way to it from within a process. Another engine than
 * V8 does as it does.
 */
function makeSweep(): () => void {
    try {
        setFlagsFromString("--expose-gc");
        const collect = runInNewContext("gc") as (options: { readonly type: "minor" }) => void;
        setFlagsFromString("--no-expose-gc");
        return () => collect({ type: "minor" });
    } catch {
        return () => {};
    }
}
