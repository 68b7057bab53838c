import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import type { Clock } from "../../base/clock";

/** Compresses what is to be sent, where the link is slow and the content allows it. */
export interface Zipper {
    /** Whether it is worth it to hold a part whole, so that it can be compressed. */
    wants(): boolean;
    /** The part made smaller; undefined when that would be no gain. */
    zip(part: Buffer): Promise<Buffer | undefined>;
    /** So many bytes were sent as they are or compressed. */
    sent(byteCount: number): void;
}

/** A faster link carries a part in less time than the host's gzip or ours needs for it. */
const SLOW_BYTES_PER_SECOND = 12 * 1024 * 1024;
/** Taken by the windows of the channels at once, whatever the link carries. */
const UNKNOWN_BYTES = 2 * 1024 * 1024;
/** The rate is known after so many more. */
const RATE_BYTES = 2 * 1024 * 1024;
const SAMPLE_BYTES = 32 * 1024;
const WORTHWHILE_SHARE = 0.8;
/** Of zlib's levels the quickest with Node.js, and a fifth smaller than the first. */
const LEVEL = 4;

const gzipAsync = promisify(gzip);

/** `channels` carry contents at a time. Until its rate is known, a link with a long way counts as slow, another does not. */
export function makeZipper(
    hostCanUnzip: () => boolean,
    link: { readonly isLong: boolean; readonly channels: number },
    clock: Clock,
): Zipper {
    let startedAt: number | undefined;
    let sentBytes = 0;
    const isSlow = () => {
        const knownBytes = sentBytes - link.channels * UNKNOWN_BYTES;
        const seconds = (clock.monotonicMs() - (startedAt ?? clock.monotonicMs())) / 1000;
        return knownBytes < RATE_BYTES ? link.isLong : knownBytes < seconds * SLOW_BYTES_PER_SECOND;
    };
    const wants = () => hostCanUnzip() && isSlow();
    return {
        wants,
        zip: async (part) => {
            const middle = Math.max(0, Math.floor((part.length - SAMPLE_BYTES) / 2));
            const sample = part.subarray(middle, middle + SAMPLE_BYTES);
            if (!wants() || gzipSync(sample, { level: LEVEL }).length > sample.length * WORTHWHILE_SHARE) {
                return undefined;
            }
            const zipped = await gzipAsync(part, { level: LEVEL });
            return zipped.length <= part.length * WORTHWHILE_SHARE ? zipped : undefined;
        },
        sent: (byteCount) => {
            startedAt ??= clock.monotonicMs();
            sentBytes += byteCount;
        },
    };
}
