import type { Deadline } from "./deadline";

/** An attempt that lasted so long shows something, even if the deadline ended it. */
const TELLING_MS = 20_000;

/** Whether the deadline ended an attempt before it could show anything. What an earlier attempt came to says more then. */
export function wasCutShort(deadline: Deadline, spentMs: number): boolean {
    return deadline.expired() && spentMs < TELLING_MS;
}
