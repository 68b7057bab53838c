import type { Clock } from "../base/clock";
import { type Masking, makeMasking } from "../base/redaction";
import type { CapturedOutput } from "./command-result";
import { makeOutputCapture } from "./head-and-tail";
import { makeLiveLines } from "./live-lines";
import type { CommandPlan } from "./plan";
import type { Offsets } from "./remote/orders";

/** Both streams of a run as they are put together over any number of connections: each byte once, in order. */
export interface RunOutput {
    push(stream: "out" | "err", offset: number, bytes: Buffer): void;
    /** Passes over output that nobody has any more. */
    skip(stream: "out" | "err", offset: number, byteCount: number): void;
    /** Where the next connection goes on. */
    offsets(): Offsets;
    /** Hands on the last lines and says what was captured. */
    finish(): { readonly stdout: CapturedOutput; readonly stderr: CapturedOutput };
}

export function makeRunOutput(plan: CommandPlan, clock: Clock): RunOutput {
    const masking = makeMasking(plan.secretValues ?? []);
    const streams = {
        out: makeStream(plan, clock, { onLine: plan.onStdoutLine, masking }),
        err: makeStream(plan, clock, { onLine: plan.onStderrLine, masking }),
    };
    return {
        push: (stream, offset, bytes) => streams[stream].push(offset, bytes),
        skip: (stream, offset, byteCount) => streams[stream].skip(offset, byteCount),
        offsets: () => ({ stdout: streams.out.offset(), stderr: streams.err.offset() }),
        finish: () => ({ stdout: streams.out.finish(), stderr: streams.err.finish() }),
    };
}

interface LiveStream {
    readonly onLine: CommandPlan["onStdoutLine"];
    readonly masking: Masking;
}

function makeStream(
    { maxOutputBytes, onProgress = () => {} }: CommandPlan,
    clock: Clock,
    { onLine, masking }: LiveStream,
) {
    const capture = makeOutputCapture(maxOutputBytes);
    const live = makeLiveLines(clock, onLine && { onLine, onProgress }, masking);
    let nextOffset = 0;
    return {
        offset: () => nextOffset,
        push: (offset: number, bytes: Buffer) => {
            // A connection that was given up may still deliver what a later one has delivered already.
            const fresh = offset < nextOffset ? bytes.subarray(nextOffset - offset) : bytes;
            if (offset > nextOffset || fresh.length === 0) {
                return;
            }
            nextOffset += fresh.length;
            capture.push(fresh);
            live.push(fresh);
        },
        skip: (offset: number, byteCount: number) => {
            const leftOut = offset + byteCount - nextOffset;
            if (offset <= nextOffset && leftOut > 0) {
                nextOffset += leftOut;
                capture.skip(leftOut);
            }
        },
        finish: () => {
            live.end();
            return capture.result();
        },
    };
}
