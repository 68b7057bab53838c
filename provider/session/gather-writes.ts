import type { Duplex } from "node:stream";

/**
 * Has a stream hand on together what is written to it at once. ssh2 writes each packet in three parts, and many packets one after
 * another: each would be a call to the kernel, and on a link without delay a segment of its own.
 */
export function gatherWrites(stream: Duplex): void {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    let isGathering = false;
    stream.write = (...args: unknown[]): boolean => {
        if (!isGathering) {
            isGathering = true;
            stream.cork();
            process.nextTick(() => {
                isGathering = false;
                stream.uncork();
            });
        }
        return write(...args);
    };
}
