import type { Socket } from "node:net";
import type { LinkState } from "./link";

/** One direction of a connection. */
export interface Pump {
    /** Bytes that have gone through. */
    readonly forwarded: number;
    /** Sets how many bytes may still pass; then `onLimit` is called. */
    limit(bytes: number): void;
    /** Forwards nothing more. */
    stop(): void;
}

const QUEUE_LIMIT_BYTES = 8 * 1024 * 1024;
const SLICE_MS = 20;

interface Waiting {
    readonly data: Buffer | undefined;
    readonly dueAt: number;
}

/**
 * Forwards one direction of a connection with the link's delay and rate, keeps the order, and pauses the source when too much
 * is under way. The end of the source is delayed like a byte.
 */
export function startPump(source: Socket, sink: Socket, link: LinkState, onLimit: () => void): Pump {
    const queue: Waiting[] = [];
    let queuedBytes = 0;
    let lineFreeAt = 0;
    let forwarded = 0;
    let remaining = Number.POSITIVE_INFINITY;
    let stopped = false;
    let timer: NodeJS.Timeout | undefined;

    const deliver = (data: Buffer | undefined) => {
        if (stopped || sink.destroyed) return;
        if (!data) {
            sink.end();
            return;
        }
        const passing = data.length < remaining ? data : data.subarray(0, remaining);
        remaining -= passing.length;
        forwarded += passing.length;
        if (remaining <= 0) {
            stopped = true;
            source.pause();
            if (passing.length > 0) sink.write(passing, () => onLimit());
            else onLimit();
        } else if (!sink.write(passing)) source.pause();
    };
    const deliverDue = () => {
        timer = undefined;
        const now = performance.now();
        for (let next = queue[0]; next && next.dueAt <= now; next = queue[0]) {
            queue.shift();
            queuedBytes -= next.data?.length ?? 0;
            deliver(next.data);
        }
        arm();
        if (!stopped && queuedBytes < QUEUE_LIMIT_BYTES && !sink.writableNeedDrain) source.resume();
    };
    const arm = () => {
        const next = queue[0];
        if (next && !timer && !stopped) timer = setTimeout(deliverDue, Math.max(0, next.dueAt - performance.now()));
    };
    const enqueue = (data: Buffer | undefined) => {
        const now = performance.now();
        const sendMs = ((data?.length ?? 0) / link.bytesPerSecond) * 1000;
        lineFreeAt = Math.max(now, lineFreeAt) + sendMs;
        const dueAt = lineFreeAt + link.latencyMs;
        if (queue.length === 0 && dueAt <= now) return deliver(data);
        queue.push({ data, dueAt });
        queuedBytes += data?.length ?? 0;
        if (queuedBytes >= QUEUE_LIMIT_BYTES) source.pause();
        arm();
    };

    source.on("data", (chunk: Buffer) => {
        for (const slice of sliced(chunk, link.bytesPerSecond)) enqueue(slice);
    });
    source.on("end", () => enqueue(undefined));
    sink.on("drain", () => {
        if (!stopped && queuedBytes < QUEUE_LIMIT_BYTES) source.resume();
    });
    return {
        get forwarded() {
            return forwarded;
        },
        limit: (bytes) => {
            remaining = bytes;
        },
        stop: () => {
            stopped = true;
            clearTimeout(timer);
            source.pause();
        },
    };
}

/** On a slow link a chunk arrives bit by bit, not all at its end. */
function sliced(chunk: Buffer, bytesPerSecond: number): Buffer[] {
    if (!Number.isFinite(bytesPerSecond)) return [chunk];
    const size = Math.max(1, Math.floor((bytesPerSecond * SLICE_MS) / 1000));
    return Array.from({ length: Math.ceil(chunk.length / size) }, (_, index) =>
        chunk.subarray(index * size, (index + 1) * size),
    );
}
