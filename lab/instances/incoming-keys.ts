import type { LabClock } from "../clock";
import type { Conditions } from "../faults/conditions";
import { KEY_LIFE_MS, type PushedKey } from "./pushed-keys";

/** A key as it arrives: alive for 60 seconds from now, unless the conditions say otherwise. */
export function receiveKey(
    clock: LabClock,
    conditions: Conditions,
    key: Pick<PushedKey, "osUser" | "line" | "requestId">,
): PushedKey {
    const pushedAt = clock.now();
    const isDead = conditions.deadKeys > 0;
    if (isDead) conditions.deadKeys--;
    return {
        ...key,
        blob: key.line.split(" ")[1] ?? "",
        pushedAt,
        deliveredAt: Math.max(pushedAt + conditions.deliveryDelayMs, conditions.keysArriveFrom),
        lapsesAt: isDead ? pushedAt : pushedAt + KEY_LIFE_MS,
    };
}
