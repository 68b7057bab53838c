import { expect, test } from "vitest";
import { carried } from "../../../provider/session/sweep-buffers";

const PACKET_BYTES = 64 * 1024;
const MIB = 1024 * 1024;

/** The most that buffers took at a time while 128 MiB of them were made and left, in MiB over what they took before. */
function peakMib(onBuffer: (byteCount: number) => void): number {
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    for (let made = 0; made < 128 * MIB; made += PACKET_BYTES) {
        onBuffer(Buffer.allocUnsafeSlow(PACKET_BYTES).length);
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }
    return peak / MIB;
}

test("buffers that a connection has used are freed after each few MiB, which V8 by itself does much later", () => {
    const alone = peakMib(() => {});
    const swept = peakMib(carried);
    expect(swept).toBeLessThan(12);
    expect(alone).toBeGreaterThan(2 * swept);
});
